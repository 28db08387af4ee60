namespace Census.Sync.Emulators.Gainsight;

/// <summary>A field, reached through any number of lookups: <c>Csm__gr.Email</c>.</summary>
internal sealed class FieldPath
{
    private const int MaxHops = 5;
    private readonly (SchemaField Lookup, Table Target, SchemaField Key)[] _hops;

    private FieldPath(string text, (SchemaField, Table, SchemaField)[] hops, Table table, SchemaField field)
    {
        Text = text;
        _hops = hops;
        Table = table;
        Field = field;
    }

    /// <summary>Gets the path as it was asked for; answers repeat it.</summary>
    public string Text { get; }

    /// <summary>Gets the object that the field belongs to.</summary>
    public Table Table { get; }

    public SchemaField Field { get; }

    public bool IsDirect => _hops.Length == 0;

    /// <exception cref="ApiFault">No such field, or the path stops at a handle.</exception>
    public static FieldPath Parse(string text, Table table, GainsightStore store)
    {
        string[] parts = text.Split('.');
        if (parts.Length - 1 > MaxHops)
        {
            throw ApiFault.InvalidField(text);
        }

        var hops = new (SchemaField, Table, SchemaField)[parts.Length - 1];
        for (int i = 0; i < hops.Length; i++)
        {
            SchemaField lookup = table.Schema.FindHandle(parts[i]) ?? throw ApiFault.InvalidField(text);
            table = store.Find(lookup.Declaration.LookupObject!) ?? throw ApiFault.InvalidField(text);
            SchemaField key = table.Schema.Find(lookup.Declaration.LookupField, ignoreCase: true) ?? throw ApiFault.InvalidField(text);
            hops[i] = (lookup, table, key);
        }

        SchemaField field = table.Schema.Find(parts[^1], ignoreCase: true) ?? throw ApiFault.InvalidField(text);
        return new FieldPath(text, hops, table, field);
    }

    public object? Read(Row row)
    {
        foreach ((SchemaField lookup, Table target, SchemaField key) in _hops)
        {
            if (row[lookup] is not { } value || target.Find(key, value) is not [Row next, ..])
            {
                return null;
            }

            row = next;
        }

        return row[Field];
    }
}
