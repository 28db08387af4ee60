using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>One comparison of a field with values.</summary>
internal sealed class Condition
{
    private readonly FieldPath _path;
    private readonly Func<object?, bool> _test;

    private Condition(FieldPath path, Func<object?, bool> test, IReadOnlyList<object>? equals)
    {
        _path = path;
        _test = test;
        Equalities = equals;
    }

    /// <summary>Gets the field when it belongs to the queried object itself.</summary>
    public SchemaField? DirectField => _path.IsDirect ? _path.Field : null;

    /// <summary>Gets the values of which the field must have one; null for any other comparison.</summary>
    public IReadOnlyList<object>? Equalities { get; }

    /// <summary>Gets the lower bound, when the condition is <c>Gsid GT …</c>.</summary>
    public string? GsidAfter { get; private init; }

    public bool Matches(Row row) => _test(_path.Read(row));

    /// <exception cref="ApiFault">The operator is unknown, does not suit the type, or has the wrong values.</exception>
    public static Condition Parse(FieldPath path, string @operator, JsonElement.ArrayEnumerator values, GainsightEmulatorOptions options)
    {
        var operands = new OperandReader(path, options);
        JsonElement[] given = [.. values];
        (int least, int most) = @operator switch
        {
            "IS_NULL" or "IS_NOT_NULL" => (0, 0),
            "IN" or "INCLUDES" or "EXCLUDES" => (1, int.MaxValue),
            "BTW" => (2, 2),
            "EQ" or "NE" or "LT" or "LTE" or "GT" or "GTE" or "CONTAINS" or "DOES_NOT_CONTAINS" or "STARTS_WITH" or "ENDS_WITH" => (1, 1),
            _ => throw ApiFault.InvalidField(@operator),
        };
        if (given.Length < least || given.Length > most)
        {
            throw ApiFault.InvalidField($"{path.Text} {@operator}");
        }

        bool nullResult = options.NegationsMatchNull;
        FieldKind kind = path.Field.Kind;
        switch (@operator)
        {
            case "IS_NULL":
                return new Condition(path, static value => value is null, null);
            case "IS_NOT_NULL":
                return new Condition(path, static value => value is not null, null);
            case "CONTAINS" or "DOES_NOT_CONTAINS" or "STARTS_WITH" or "ENDS_WITH":
                return new Condition(path, TextTest(operands, @operator, given[0], nullResult), null);
            case "INCLUDES" or "EXCLUDES":
                return new Condition(path, ItemTest(operands, given, include: @operator == "INCLUDES", nullResult), null);
            case "EQ" or "IN" when kind is not (FieldKind.Picklist or FieldKind.MultiPicklist):
                object[] wanted = [.. given.Select(operands.Read)];
                return new Condition(path, value => value is not null && Array.Exists(wanted, w => operands.AreEqual(value, w)), wanted);
            case "EQ" or "IN" or "NE" when kind == FieldKind.Picklist:
                HashSet<string> items = operands.ReadItems(given);
                return @operator == "NE"
                    ? new Condition(path, value => value is PicklistItem item ? !Has(items, item) : nullResult, null)
                    : new Condition(path, value => value is PicklistItem item && Has(items, item), null);
            case "NE" when kind != FieldKind.MultiPicklist:
                object other = operands.Read(given[0]);
                return new Condition(path, value => value is null ? nullResult : !operands.AreEqual(value, other), null);
            default:
                return Ordered(path, operands, @operator, given);
        }
    }

    private static Condition Ordered(FieldPath path, OperandReader operands, string @operator, JsonElement[] given)
    {
        FieldKind kind = path.Field.Kind;
        if (!kind.IsText() && !kind.IsNumber() && !kind.IsTime())
        {
            throw ApiFault.InvalidField($"{path.Text} {@operator}");
        }

        object low = operands.Read(given[0]);
        object high = operands.Read(given[^1]);
        Func<object?, bool> test = @operator switch
        {
            "LT" => value => value is not null && operands.Compare(value, low) < 0,
            "LTE" => value => value is not null && operands.Compare(value, low) <= 0,
            "GT" => value => value is not null && operands.Compare(value, low) > 0,
            "GTE" => value => value is not null && operands.Compare(value, low) >= 0,
            "BTW" => value => value is not null && operands.Compare(value, low) >= 0 && operands.Compare(value, high) <= 0,
            _ => throw ApiFault.InvalidField($"{path.Text} {@operator}"),
        };
        bool isGsid = path.IsDirect && path.Field is { IsSystem: true, Name: "Gsid" };
        return new Condition(path, test, null) { GsidAfter = isGsid && @operator == "GT" ? (string)low : null };
    }

    private static Func<object?, bool> TextTest(OperandReader operands, string @operator, JsonElement given, bool nullResult)
    {
        string part = operands.ReadText(given);
        StringComparison comparison = operands.Comparison;
        Func<string, bool> test = @operator switch
        {
            "STARTS_WITH" => text => text.StartsWith(part, comparison),
            "ENDS_WITH" => text => text.EndsWith(part, comparison),
            "CONTAINS" => text => text.Contains(part, comparison),
            _ => text => !text.Contains(part, comparison),
        };
        bool negation = @operator == "DOES_NOT_CONTAINS";
        return value => value switch
        {
            string text => test(text),
            PicklistItem item => test(item.Label),
            _ => negation && nullResult,
        };
    }

    private static Func<object?, bool> ItemTest(OperandReader operands, JsonElement[] given, bool include, bool nullResult)
    {
        HashSet<string> items = operands.ReadItems(given);
        return value => value switch
        {
            PicklistItem item => Has(items, item) == include,
            PicklistItem[] several => Array.Exists(several, item => Has(items, item)) == include,
            _ => !include && nullResult,
        };
    }

    // Filters name items by label in the vendor's samples; the GSID is what reads give back, so it is understood as well.
    private static bool Has(HashSet<string> items, PicklistItem item) => items.Contains(item.Label) || items.Contains(item.Gsid);
}
