using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>The columns of records of one object, and which of them are the key.</summary>
internal sealed class ObjectLayout
{
    // https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Company_and_Relationship_API/Company_API_Documentation
    public const int MaximumKeys = 3;
    public const string GsidName = "Gsid";
    private readonly (int Index, ObjectColumn Column)[] _inserted;
    private readonly (int Index, ObjectColumn Column)[] _updated;
    private readonly byte[] _lookups;

    public ObjectLayout(string objectName, IReadOnlyList<ObjectColumn> columns, IReadOnlyList<int> keyIndexes, GainsightLookupOptions lookups)
    {
        ObjectName = objectName;
        Columns = columns;
        KeyIndexes = keyIndexes;
        KeyNames = [.. keyIndexes.Select(index => columns[index].Name)];
        UpdatesByGsid = keyIndexes.Any(index => columns[index].Field.LookupObject is not null);
        _inserted = [.. columns.Index().Where(pair => pair.Item.Field.IsCreateable)];
        _updated = [.. columns.Index().Where(pair => keyIndexes.Contains(pair.Index) ? !UpdatesByGsid : pair.Item.Field.IsUpdateable)];
        _lookups = EncodeLookups(columns, lookups);
        Path = $"v1/data/objects/{Uri.EscapeDataString(ObjectName)}";
        UpdatePath = $"{Path}?keys={(UpdatesByGsid ? GsidName : string.Join(',', KeyNames.Select(Uri.EscapeDataString)))}";
    }

    public string ObjectName { get; }

    public IReadOnlyList<ObjectColumn> Columns { get; }

    public IReadOnlyList<int> KeyIndexes { get; }

    public IReadOnlyList<string> KeyNames { get; }

    /// <summary>
    /// Gets a value indicating whether a record has to be found before it can be updated: Gainsight takes no reference to another object as an
    /// update key, but its own ID.
    /// </summary>
    public bool UpdatesByGsid { get; }

    public string Path { get; }

    public string UpdatePath { get; }

    public bool HasLookups => _lookups.Length > 0;

    /// <summary>Gets the columns that an insert writes.</summary>
    public ReadOnlySpan<(int Index, ObjectColumn Column)> Inserted => _inserted;

    /// <summary>Gets the columns that an update writes. The key of a record that is named by its ID is what it was found by: it says nothing new.</summary>
    public ReadOnlySpan<(int Index, ObjectColumn Column)> Updated => _updated;

    /// <summary>Returns the text of a key value, equal for values that Gainsight takes for the same.</summary>
    public string KeyText(int key, in FieldValue value) => Columns[KeyIndexes[key]].Field.KeyComparison switch
    {
        KeyComparison.IgnoreCase => value.ToText().ToUpperInvariant(),
        KeyComparison.Email => value.ToText().Trim().ToUpperInvariant(),
        _ => value.ToText(),
    };

    /// <summary>Gets the property that tells Gainsight to look values up in other objects, with the comma before it; empty if there is nothing to look up.</summary>
    public ReadOnlySpan<byte> Lookups => _lookups;

    private static byte[] EncodeLookups(IReadOnlyList<ObjectColumn> columns, GainsightLookupOptions options)
    {
        ObjectColumn[] lookups = [.. columns.Where(column => column.HelperName is not null)];
        if (lookups.Length == 0)
            return [];

        using var text = new MemoryStream();
        text.Write(",\"lookups\":"u8);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var column in lookups)
            {
                json.WriteStartObject(column.Name);
                json.WriteStartObject("fields"u8);
                json.WriteString(column.HelperName!, column.LookupBy);
                json.WriteEndObject();
                json.WriteString("lookupField"u8, column.LookupField);
                json.WriteString("objectName"u8, column.Field.LookupObject);
                json.WriteString("multiMatchOption"u8, options.TakeFirstMatch ? "FIRSTMATCH"u8 : "MARKASERROR"u8);
                json.WriteString("onNoMatch"u8, options.ClearIfNoMatch ? "NULLABLE"u8 : "ERROR"u8);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return text.ToArray();
    }
}
