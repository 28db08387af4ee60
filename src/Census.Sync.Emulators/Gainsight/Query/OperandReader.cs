using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Reads the values of a condition as the field's type, and compares with them.</summary>
internal sealed class OperandReader(FieldPath path, GainsightEmulatorOptions options)
{
    private readonly StringComparer _comparer = path.Table.Comparer(path.Field);

    public StringComparison Comparison => ReferenceEquals(_comparer, StringComparer.Ordinal) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <exception cref="ApiFault">The value does not suit the field.</exception>
    public object Read(JsonElement value)
    {
        FieldKind kind = path.Field.Kind;
        object? read = kind switch
        {
            FieldKind.Boolean => value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null },
            _ when kind.IsNumber() => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) ? number : null,
            _ when kind.IsTime() => value.ValueKind == JsonValueKind.String
                ? Times.ParseFilter(value.GetString()!, options.PlainTimeOffset, kind == FieldKind.Date)
                : null,
            _ when kind.IsText() => value.ValueKind == JsonValueKind.String ? value.GetString() : null,
            _ => null,
        };
        return read ?? throw ApiFault.InvalidField(path.Text);
    }

    /// <exception cref="ApiFault">The field has no text, or the value is none.</exception>
    public string ReadText(JsonElement value) =>
        (path.Field.Kind.IsText() || path.Field.Kind == FieldKind.Picklist) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw ApiFault.InvalidField(path.Text);

    /// <exception cref="ApiFault">The field is no dropdown, or a value is no text.</exception>
    public HashSet<string> ReadItems(JsonElement[] values) =>
        path.Field.Kind is FieldKind.Picklist or FieldKind.MultiPicklist && Array.TrueForAll(values, value => value.ValueKind == JsonValueKind.String)
            ? values.Select(value => value.GetString()!).ToHashSet(_comparer)
            : throw ApiFault.InvalidField(path.Text);

    public bool AreEqual(object value, object operand) =>
        value is string text && operand is string other ? _comparer.Equals(text, other) : value.Equals(operand);

    public int Compare(object value, object operand) => Compare(value, operand, _comparer);

    public static int Compare(object value, object other, StringComparer comparer) => (value, other) switch
    {
        (string a, string b) => comparer.Compare(a, b),
        (decimal a, decimal b) => a.CompareTo(b),
        (DateTime a, DateTime b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (PicklistItem a, PicklistItem b) => comparer.Compare(a.Label, b.Label),
        _ => 0,
    };
}
