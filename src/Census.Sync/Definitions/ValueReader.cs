namespace Census.Sync.Definitions;

/// <summary>Reads where the value of a field comes from: one of Census's kinds (spec B.5), or <c>computed</c>.</summary>
internal static class ValueReader
{
    /// <returns>Null if it cannot be read.</returns>
    public static MappedValue? Read(PropertyReader from, DefinitionProblems problems)
    {
        var kind = from.Word("type", DefinitionWords.ValueKinds, required: true, what: "kind of mapping");
        if (kind is null)
            return null;
        try
        {
            return ReadKind(kind.Value, from, problems);
        }
        catch (ArgumentException e)
        {
            // The rules of values are told by their constructors; what a parameter is called there helps nobody here.
            problems.Add(from.Part, e.Message.Split(" (Parameter", 2)[0]);
            return null;
        }
        finally
        {
            from.End();
        }
    }

    private static MappedValue? ReadKind(ValueKind kind, PropertyReader from, DefinitionProblems problems)
    {
        switch (kind)
        {
            case ValueKind.Column:
                var (column, path) = (from.Text("data", required: true), from.Text("path"));
                return column is null ? null : new ColumnValue(column, path);
            case ValueKind.Constant:
                return from.Object("data", required: true) is { } constant && ConstantValues.Read(constant, problems) is { IsAbsent: false } value ? new ConstantValue(value) : null;
            case ValueKind.Computed:
                return from.Text("data", required: true) is { } name ? MappedValue.Computed(name) : null;
            case ValueKind.Metadata:
                return from.Word("data", DefinitionWords.Metadata, required: true, what: "sync metadata") is { } what ? new MetadataValue(what) : null;
            case ValueKind.Hash:
                return from.Object("data", required: true) is { } hashed && Read(hashed, problems) is { } of ? new HashValue(of) : null;
            default:
                var separator = from.Text("separator", mayBeBlank: true) ?? "";
                if (from.Required("data") is null)
                    return null;
                var parts = from.List("data").Select(part => PropertyReader.Of(part, problems) is { } expression ? Read(expression, problems) : null).ToList();
                return parts.Contains(null) ? null : new CompoundValue(separator, [.. parts.OfType<MappedValue>()]);
        }
    }
}
