using System.Globalization;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>A record of Gainsight: its fields by their API names. Custom fields end in <c>__gc</c>.</summary>
/// <remarks>
/// A field that was not set is left alone by an update; one set to null is cleared. Names are compared ordinally; take them from the object's description,
/// not from labels. <see cref="ToString"/> shows no values. Not safe for concurrent writes.
/// </remarks>
public abstract class GainsightRecord
{
    private readonly Dictionary<string, FieldValue> _fields = new(StringComparer.Ordinal);

    private protected GainsightRecord()
    {
    }

    /// <summary>Gets the Gainsight ID.</summary>
    /// <value>Null for a record that was not read from Gainsight.</value>
    public string? Gsid => GetText("Gsid");

    /// <summary>Gets the names of the fields that have been set or read.</summary>
    public IReadOnlyCollection<string> FieldNames => _fields.Keys;

    /// <summary>Gets or sets a field.</summary>
    /// <param name="field">The API name.</param>
    /// <value>
    /// <see cref="FieldValue.Absent"/> if it was neither set nor read; setting that removes the field. As read, dates are text or a number of
    /// milliseconds since 1970, see <see cref="GetDate"/>, and dropdown items are IDs.
    /// </value>
    public FieldValue this[string field]
    {
        get => _fields.GetValueOrDefault(field);
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(field);
            if (value.IsAbsent)
                _fields.Remove(field);
            else
                _fields[field] = value;
        }
    }

    /// <summary>Returns the names of the fields, never their values.</summary>
    public override string ToString() => $"{GetType().Name} ({string.Join(", ", _fields.Keys)})";

    /// <summary>Reads a field as text.</summary>
    /// <param name="field">The API name, or the path that was selected.</param>
    /// <returns>The value as text, whatever its type; null if there is none.</returns>
    public string? GetText(string field) => this[field] is { HasValue: true } value ? value.ToText() : null;

    /// <summary>Reads a field as a number.</summary>
    /// <param name="field">The API name, or the path that was selected.</param>
    /// <returns>Null if there is none, or it is not a number.</returns>
    public decimal? GetNumber(string field) =>
        this[field] is { HasValue: true } value && decimal.TryParse(value.ToText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Reads a field as a boolean.</summary>
    /// <param name="field">The API name, or the path that was selected.</param>
    /// <returns>Null if there is none, or it is not a boolean.</returns>
    public bool? GetBoolean(string field) => this[field] is { Kind: FieldValueKind.Boolean } value ? value.AsBoolean() : null;

    /// <summary>Reads a field as a day, in all forms in which Gainsight was seen to give one. Of a point in time that is the day in UTC.</summary>
    /// <param name="field">The API name, or the path that was selected.</param>
    /// <returns>Null if there is none, as empty text says too, or it is not a day.</returns>
    public DateOnly? GetDate(string field) => this[field] switch
    {
        { Kind: FieldValueKind.Date } value => value.AsDate(),
        var value => ReadTime.Parse(value) is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : null,
    };

    /// <summary>Reads a field as a point in time, in all forms in which Gainsight was seen to give one. Without a zone it is in UTC.</summary>
    /// <param name="field">The API name, or the path that was selected.</param>
    /// <returns>Null if there is none, as empty text says too, or it is not a point in time.</returns>
    public DateTimeOffset? GetInstant(string field) => ReadTime.Parse(this[field]);

    private protected void Set<T>(string field, T? value)
        where T : struct => this[field] = FieldValue.FromObject(value);

    private protected void Set(string field, string? value) => this[field] = FieldValue.From(value);
}
