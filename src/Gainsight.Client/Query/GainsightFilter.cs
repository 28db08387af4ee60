using Census.Sync;

namespace Gainsight.Client;

/// <summary>What records of a query satisfy: a condition, or conditions joined by <c>&amp;</c> and <c>|</c>. Immutable.</summary>
/// <example>
/// <code>
/// (new GainsightFilter("Stage", GainsightOperator.Equal, "Launched") &amp; new GainsightFilter("Arr", GainsightOperator.Greater, 1000))
///     | new GainsightFilter("Csm__gr.Email", GainsightOperator.IsNull)
/// </code>
/// is sent as three conditions and the expression <c>(A AND B) OR C</c>. The vendor's samples join two conditions; that more of them and parentheses are
/// understood is assumed.
/// </example>
public sealed class GainsightFilter
{
    // A condition has a field, a group has parts.
    private readonly string _join = "";

    /// <summary>Initializes a condition.</summary>
    /// <param name="field">The field's API name, or a path through lookups such as <c>Csm__gr.Email</c>.</param>
    /// <param name="operator">How to compare.</param>
    /// <param name="values">
    /// What to compare with: none for tests of null, two for <see cref="GainsightOperator.Between"/>, one or more for <see cref="GainsightOperator.In"/>,
    /// <see cref="GainsightOperator.Includes"/> and <see cref="GainsightOperator.Excludes"/>, else one; never null. Dropdown items are named by their labels.
    /// Points in time without a zone are taken for UTC.
    /// </param>
    /// <exception cref="ArgumentException">The number of values does not suit the operator, or one of them is none that can be compared with.</exception>
    public GainsightFilter(string field, GainsightOperator @operator, params IReadOnlyList<FieldValue> values)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        ArgumentNullException.ThrowIfNull(values);
        var (least, most) = @operator switch
        {
            GainsightOperator.IsNull or GainsightOperator.IsNotNull => (0, 0),
            GainsightOperator.Between => (2, 2),
            GainsightOperator.In or GainsightOperator.Includes or GainsightOperator.Excludes => (1, int.MaxValue),
            _ when Enum.IsDefined(@operator) => (1, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(@operator), @operator, "This is not an operator."),
        };
        if (values.Count < least || values.Count > most)
        {
            throw new ArgumentException(
                most == 0 ? $"{@operator} takes no values." : least == most ? $"{@operator} takes {most} value(s), not {values.Count}." : $"{@operator} needs a value.",
                nameof(values));
        }

        Field = field;
        Operator = @operator;
        Values = [.. values];
        foreach (var value in Values)
        {
            if (!value.HasValue || value.Kind == FieldValueKind.Array || !WireValue.CanWrite(value))
                throw new ArgumentException($"A value for {field} is null, a list or not a finite number; null is tested with {GainsightOperator.IsNull}.", nameof(values));
        }
    }

    private GainsightFilter(string join, IReadOnlyList<GainsightFilter> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts.Contains(null!))
            throw new ArgumentException("Filters are joined from one or more filters, none of them null.", nameof(parts));
        _join = join;
        Parts = [.. parts];
        Field = "";
        Values = [];
    }

    /// <summary>Gets the field; empty for joined filters.</summary>
    public string Field { get; }

    /// <summary>Gets how to compare; means nothing for joined filters.</summary>
    public GainsightOperator Operator { get; }

    /// <summary>Gets what to compare with; empty for joined filters.</summary>
    public IReadOnlyList<FieldValue> Values { get; }

    internal IReadOnlyList<GainsightFilter> Parts { get; } = [];

    /// <summary>Joins filters, all of which have to be satisfied.</summary>
    /// <param name="filters">The filters, at least one.</param>
    public static GainsightFilter All(params IReadOnlyList<GainsightFilter> filters) => new("AND", filters);

    /// <summary>Joins filters, one of which has to be satisfied.</summary>
    /// <param name="filters">The filters, at least one.</param>
    public static GainsightFilter Any(params IReadOnlyList<GainsightFilter> filters) => new("OR", filters);

    /// <summary>Joins two filters, both of which have to be satisfied.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static GainsightFilter operator &(GainsightFilter left, GainsightFilter right) => left.BitwiseAnd(right);

    /// <summary>Joins two filters, one of which has to be satisfied.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static GainsightFilter operator |(GainsightFilter left, GainsightFilter right) => left.BitwiseOr(right);

    /// <summary>Joins this and another filter, both of which have to be satisfied.</summary>
    /// <param name="other">The other.</param>
    public GainsightFilter BitwiseAnd(GainsightFilter other) => All([.. PartsFor("AND"), .. Checked(other).PartsFor("AND")]);

    /// <summary>Joins this and another filter, one of which has to be satisfied.</summary>
    /// <param name="other">The other.</param>
    public GainsightFilter BitwiseOr(GainsightFilter other) => Any([.. PartsFor("OR"), .. Checked(other).PartsFor("OR")]);

    /// <summary>Returns fields and operators, never the values.</summary>
    public override string ToString() => Express(static filter => $"{filter.Field} {filter.Operator}", isInner: false);

    /// <summary>Writes the expression, each condition as it is named.</summary>
    internal string Express(Func<GainsightFilter, string> name, bool isInner)
    {
        if (Parts.Count == 0)
            return name(this);
        if (Parts.Count == 1)
            return Parts[0].Express(name, isInner);
        var text = string.Join($" {_join} ", Parts.Select(part => part.Express(name, isInner: true)));
        return isInner ? $"({text})" : text;
    }

    /// <summary>Adds the conditions in the order in which the expression has them.</summary>
    internal void AddConditions(List<GainsightFilter> conditions)
    {
        if (Parts.Count == 0)
            conditions.Add(this);
        foreach (var part in Parts)
            part.AddConditions(conditions);
    }

    private static GainsightFilter Checked(GainsightFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter;
    }

    private IReadOnlyList<GainsightFilter> PartsFor(string join) => _join == join ? Parts : [this];
}
