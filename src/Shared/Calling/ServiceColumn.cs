namespace Census.Sync.Sources;

/// <summary>A column of a result of a service.</summary>
/// <param name="Name">The name.</param>
/// <param name="TypeName">What the service calls its type.</param>
/// <param name="Type">The type.</param>
/// <param name="IsArray">Whether it holds lists.</param>
/// <param name="Read">Reads a cell that is not null.</param>
internal sealed record ServiceColumn(string Name, string TypeName, FieldType Type, bool IsArray, JsonCellReader Read)
{
    /// <exception cref="SyncSourceException">A name is missing, or there twice.</exception>
    public static RecordSchema SchemaOf(IEnumerable<(string Name, FieldType Type, bool IsArray)> columns)
    {
        var fields = new List<SchemaField>();
        foreach (var (name, type, isArray) in columns)
        {
            if (string.IsNullOrEmpty(name))
                throw new SyncSourceException($"Column {fields.Count + 1} of the model has no name. Give it one with AS.");
            if (fields.Exists(field => field.Name == name))
                throw new SyncSourceException($"The model returns two columns '{name}'. Give one of them another name with AS.");
            fields.Add(new(name, type, isArray));
        }

        return fields.Count > 0 ? new(fields) : throw new SyncSourceException("The model returns no columns. A model is one query that returns rows.");
    }
}
