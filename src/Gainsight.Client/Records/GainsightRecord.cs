using System.Globalization;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>A record of Gainsight: its fields by their API names. Custom fields end in <c>__gc</c>.</summary>
/// <remarks>
/// A field that was not set is left alone by an update; one set to null is cleared. What was read and not set since is not sent back, but for the key: it is
/// there already, and may be read-only or newer by now. Names are compared ordinally; take them from the object's description, not from labels.
/// <see cref="ToString"/> shows no values. Not safe for concurrent writes.
/// </remarks>
public abstract class GainsightRecord
{
    private readonly Dictionary<string, FieldValue> _fields = new(StringComparer.Ordinal);

    // Null until something is set: most records that are read are never written.
    private HashSet<string>? _set;
    private Dictionary<string, (string ObjectName, string By)>? _references;

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
            _references?.Remove(field);
            if (value.IsAbsent)
            {
                _fields.Remove(field);
                _set?.Remove(field);
            }
            else
            {
                _fields[field] = value;
                (_set ??= new(StringComparer.Ordinal)).Add(field);
            }
        }
    }

    /// <summary>Sets a field by naming the record that it refers to: the CSM by e-mail address, the parent company by name.</summary>
    /// <param name="field">The API name of the field.</param>
    /// <param name="objectName">The API name of the object that it refers to: <c>gsuser</c>, <c>company</c>.</param>
    /// <param name="by">The field of that object that tells which record is meant: <c>Email</c>, <c>Name</c>.</param>
    /// <param name="value">The value of that field; null clears the reference.</param>
    /// <remarks>
    /// <para>
    /// Gainsight looks the record up while it writes this one, which costs no call; <see cref="GainsightClientOptions.Lookups"/> says what becomes of this one if
    /// there is none, or several. A field of the key is looked up before. Setting the field in another way undoes this.
    /// </para>
    /// <para>
    /// For companies, relationships and custom objects. Records that are written together name a field's records in one way. How Gainsight looks something up for
    /// persons is not published, so a person with such a field is refused; companies and relationships of persons have names for this.
    /// </para>
    /// </remarks>
    /// <example><code>company.SetReference("Csm", "gsuser", by: "Email", "ann@example.com");</code></example>
    public void SetReference(string field, string objectName, string by, FieldValue value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(objectName);
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        this[field] = value;
        if (value.HasValue)
            (_references ??= new(StringComparer.Ordinal))[field] = (objectName, by);
    }

    internal bool HasReferences => _references is { Count: > 0 };

    /// <summary>Gets the names of the fields that have been set, and not read.</summary>
    internal IReadOnlyCollection<string> SetFieldNames => _set ?? (IReadOnlyCollection<string>)[];

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

    /// <summary>Takes a field as it was read.</summary>
    internal void SetRead(string field, FieldValue value) => _fields[field] = value;

    /// <summary>Returns what a field names its record by; null if it holds the ID itself.</summary>
    internal (string ObjectName, string By)? ReferenceOf(string field) => _references is not null && _references.TryGetValue(field, out var reference) ? reference : null;

    /// <summary>Returns what is to be sent of a field: its value if it was set, or if the record is found by it.</summary>
    internal FieldValue ToSend(string field, bool isKey) => isKey || _set?.Contains(field) == true ? this[field] : FieldValue.Absent;

    private protected void Set<T>(string field, T? value)
        where T : struct => this[field] = FieldValue.FromObject(value);

    private protected void Set(string field, string? value) => this[field] = FieldValue.From(value);
}
