namespace Census.Sync.Definitions;

/// <summary>Reads one mapping.</summary>
internal static class MappingReader
{
    private static readonly string[] s_kinds = ["column", "constant_value"];

    public static FieldMapping? Read(JsonPart part, DefinitionProblems problems)
    {
        if (PropertyReader.Of(part, problems) is not { } properties)
            return null;
        var origin = properties.Object("from", required: true) is { } from ? ReadOrigin(from, problems) : default;
        var to = properties.Text("to", required: true);
        var mapping = new FieldMapping(to ?? "?")
        {
            From = origin.Column,
            Constant = origin.Constant,
            IsKey = properties.Flag("is_primary_identifier", false),
            LookupBy = properties.Text("lookup_field"),
            Type = properties.Word("field_type", DefinitionWords.FieldTypes) ?? FieldType.Any,
            CountsAsChange = properties.Flag("counts_as_change", true),
        };
        properties.End();
        return to is null ? null : mapping;
    }

    private static Origin ReadOrigin(PropertyReader from, DefinitionProblems problems)
    {
        var origin = default(Origin);
        switch (from.Text("type", required: true))
        {
            case null:
                return origin;
            case "column":
                origin.Column = from.Text("data", required: true);
                break;
            case "constant_value":
                if (from.Object("data", required: true) is { } data)
                    origin.Constant = ConstantValues.Read(data, problems);
                break;
            case { } other:
                problems.Add(from.Part, $"There is no kind of mapping '{other}'. It is one of: {string.Join(", ", s_kinds)}.");
                return origin;
        }

        from.End();
        return origin;
    }

    private record struct Origin(string? Column, FieldValue Constant);
}
