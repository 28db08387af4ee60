using Census.Sync;

namespace Gainsight.Client;

/// <summary>A condition that records of a query satisfy.</summary>
public sealed class GainsightFilter
{
    /// <summary>Initializes a condition.</summary>
    /// <param name="field">The field's API name, or a path through lookups such as <c>Csm__gr.Email</c>.</param>
    /// <param name="operator">How to compare.</param>
    /// <param name="values">What to compare with; none for tests of null. Dropdown items are named by their labels.</param>
    public GainsightFilter(string field, GainsightOperator @operator, params IReadOnlyList<FieldValue> values)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        ArgumentException.ThrowIfNullOrEmpty(@operator.Value, nameof(@operator));
        ArgumentNullException.ThrowIfNull(values);
        Field = field;
        Operator = @operator;
        Values = [.. values];
    }

    /// <summary>Gets the field.</summary>
    public string Field { get; }

    /// <summary>Gets how to compare.</summary>
    public GainsightOperator Operator { get; }

    /// <summary>Gets what to compare with.</summary>
    public IReadOnlyList<FieldValue> Values { get; }

    /// <summary>Returns field and operator, never the values.</summary>
    public override string ToString() => $"{Field} {Operator}";
}
