namespace Census.Sync.Definitions;

/// <summary>Reads one mapping.</summary>
internal static class MappingReader
{
    public static FieldMapping? Read(JsonPart part, DefinitionProblems problems)
    {
        if (PropertyReader.Of(part, problems) is not { } properties)
            return null;
        var value = properties.Object("from", required: true) is { } from ? ValueReader.Read(from, problems) : null;
        var to = properties.Text("to", required: true);
        var isKey = properties.Flag("is_primary_identifier", false);
        var lookupBy = properties.Text("lookup_field");
        var type = properties.Word("field_type", DefinitionWords.FieldTypes) ?? FieldType.Any;
        var isArray = properties.Flag("array_field", false);
        var syncNulls = properties.Flag("sync_null_values", true);
        var setIfEmpty = properties.Flag("preserve_values", false);
        var countsAsChange = properties.Flag("counts_as_change", true);
        properties.End();
        return value is null || to is null ? null : new(value, to)
        {
            IsKey = isKey,
            LookupBy = lookupBy,
            Type = type,
            IsArray = isArray,
            SyncNulls = syncNulls,
            SetIfEmpty = setIfEmpty,
            CountsAsChange = countsAsChange,
        };
    }
}
