using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>The columns of records of one object, and which of them are the key.</summary>
internal sealed class ObjectLayout
{
    // https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Company_and_Relationship_API/Company_API_Documentation
    public const int MaximumKeys = 3;
    public const string GsidName = "Gsid";
    private readonly GainsightLookupOptions _lookups;

    public ObjectLayout(string objectName, IReadOnlyList<ObjectColumn> columns, IReadOnlyList<int> keyIndexes, GainsightLookupOptions lookups)
    {
        ObjectName = objectName;
        Columns = columns;
        KeyIndexes = keyIndexes;
        _lookups = lookups;
        HasLookups = columns.Any(column => column.HelperName is not null);
        KeyNames = [.. keyIndexes.Select(index => columns[index].Name)];
        UpdatesByGsid = keyIndexes.Any(index => columns[index].Field.LookupObject is not null);
    }

    public string ObjectName { get; }

    public IReadOnlyList<ObjectColumn> Columns { get; }

    public IReadOnlyList<int> KeyIndexes { get; }

    public IReadOnlyList<string> KeyNames { get; }

    public bool HasLookups { get; }

    /// <summary>
    /// Gets a value indicating whether a record has to be found before it can be updated: Gainsight takes no reference to another object as an
    /// update key, but its own ID.
    /// </summary>
    public bool UpdatesByGsid { get; }

    public string Path => $"v1/data/objects/{Uri.EscapeDataString(ObjectName)}";

    public string UpdatePath => $"{Path}?keys={(UpdatesByGsid ? GsidName : string.Join(',', KeyNames.Select(Uri.EscapeDataString)))}";

    public bool IsKey(int column) => KeyIndexes.Contains(column);

    /// <summary>Returns the text of a key value, equal for values that Gainsight takes for the same.</summary>
    public string KeyText(int key, in FieldValue value) => Columns[KeyIndexes[key]].Field.KeyComparison switch
    {
        KeyComparison.IgnoreCase => value.ToText().ToUpperInvariant(),
        KeyComparison.Email => value.ToText().Trim().ToUpperInvariant(),
        _ => value.ToText(),
    };

    /// <summary>Writes what tells Gainsight to look values up in other objects, if there is any.</summary>
    public void WriteLookups(Utf8JsonWriter json)
    {
        if (!HasLookups)
            return;

        json.WriteStartObject("lookups"u8);
        foreach (var column in Columns)
        {
            if (column.HelperName is not { } helper)
                continue;
            json.WriteStartObject(column.WireName);
            json.WriteStartObject("fields"u8);
            json.WriteString(helper, column.LookupBy);
            json.WriteEndObject();
            json.WriteString("lookupField"u8, column.LookupField);
            json.WriteString("objectName"u8, column.Field.LookupObject);
            json.WriteString("multiMatchOption"u8, _lookups.TakeFirstMatch ? "FIRSTMATCH"u8 : "MARKASERROR"u8);
            json.WriteString("onNoMatch"u8, _lookups.ClearIfNoMatch ? "NULLABLE"u8 : "ERROR"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
