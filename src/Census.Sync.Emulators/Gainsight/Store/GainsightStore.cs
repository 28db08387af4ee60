using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync.Emulators.Storage;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Everything the tenant holds. Used under <see cref="Gate"/> only.</summary>
internal sealed class GainsightStore : IDisposable
{
    private readonly Dictionary<string, Table> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly GainsightEmulatorOptions _options;
    private readonly Gsids _gsids;
    private Journal? _journal;

    public GainsightStore(GainsightEmulatorOptions options)
    {
        _options = options;
        _gsids = new Gsids(options.Seed);
        foreach (ObjectSchema schema in DefaultSchema.Objects())
        {
            _tables.Add(schema.Name, new Table(schema, options));
        }

        ApiUser = AddApiUser();
        if (options.DataFile is { } path)
        {
            var format = new StoreJournal(this);
            _journal = Journal.Open(path, "gainsight", format.Replay, format.Dump);
        }
    }

    public Lock Gate { get; } = new();

    /// <summary>Gets the GSID of the user that the API acts as.</summary>
    public string ApiUser { get; private set; }

    public IEnumerable<Table> Tables => _tables.Values;

    public long IssuedGsids
    {
        get => _gsids.Issued;
        set => _gsids.Issued = value;
    }

    public Table? Find(string objectName) => _tables.GetValueOrDefault(objectName);

    /// <exception cref="ApiFault">There is no such object.</exception>
    public Table Get(string objectName) => Find(objectName) ?? throw ApiFault.InvalidApi();

    public Table this[string objectName] => _tables[objectName];

    public bool Exists(string objectName, string fieldName, string value) =>
        Find(objectName) is { } table && table.Schema.Find(fieldName, ignoreCase: false) is { } field && table.Find(field, value).Count > 0;

    /// <summary>Declares an object, or does nothing when the very same was declared before.</summary>
    public void Declare(GainsightEmulatorObject declaration)
    {
        if (Find(declaration.Name) is { } known)
        {
            if (known.Schema.Declaration is not { } before || before with { Fields = [] } != declaration with { Fields = [] } || !before.Fields.SequenceEqual(declaration.Fields))
            {
                throw new ArgumentException($"There is already another object '{declaration.Name}'.", nameof(declaration));
            }

            return;
        }

        DeclareUnlogged(declaration);
        _journal?.Append(declaration, StoreJournal.WriteObject);
    }

    /// <summary>Declares a field, or does nothing when the very same was declared before.</summary>
    public void Declare(string objectName, GainsightEmulatorField declaration)
    {
        ObjectSchema schema = (Find(objectName) ?? throw new ArgumentException($"There is no object '{objectName}'.", nameof(objectName))).Schema;
        if (schema.Find(declaration.Name, ignoreCase: true) is { } known)
        {
            if (!known.Declaration.Equals(declaration))
            {
                throw new ArgumentException($"Object '{schema.Name}' already has another field '{declaration.Name}'.", nameof(declaration));
            }

            return;
        }

        schema.Add(declaration);
        schema.Added.Add(declaration);
        _journal?.Append((schema.Name, declaration), StoreJournal.WriteField);
    }

    internal void DeclareUnlogged(GainsightEmulatorObject declaration)
    {
        if (!declaration.Name.EndsWith("__gc", StringComparison.Ordinal))
        {
            throw new ArgumentException($"The name of a custom object ends in __gc, '{declaration.Name}' does not.", nameof(declaration));
        }

        var schema = new ObjectSchema(declaration.Name, "CUSTOM", "1Z02", declaration.Fields)
        {
            Label = declaration.Label,
            IsLowVolume = declaration.LowVolume,
            IsWritable = declaration.LowVolume && declaration.DataEditable,
            IdField = declaration.IdField ?? (declaration.Fields.Count > 0 ? declaration.Fields[0].Name : "Gsid"),
            Declaration = declaration,
        };
        _tables.Add(declaration.Name, new Table(schema, _options));
    }

    public Row Insert(Table table, IEnumerable<KeyValuePair<SchemaField, object?>> values, DateTime now, List<StoreChange> changes, string? gsid = null)
    {
        ObjectSchema schema = table.Schema;
        while (gsid is null || table.Find(gsid) is not null)
        {
            gsid = _gsids.Next(schema.KeyPrefix);
        }

        object?[] cells = new object?[schema.Fields.Count];
        if (schema.HasSystemFields)
        {
            cells[schema["Gsid"].Ordinal] = gsid;
            cells[schema["CreatedDate"].Ordinal] = cells[schema["ModifiedDate"].Ordinal] = now;
            cells[schema["CreatedBy"].Ordinal] = cells[schema["ModifiedBy"].Ordinal] = ApiUser;
        }

        foreach ((SchemaField field, object? value) in values)
        {
            cells[field.Ordinal] = value;
        }

        var row = new Row(gsid, cells);
        table.Add(row);
        changes.Add(new StoreChange(table, row, Deleted: false));
        return row;
    }

    public void Update(Table table, Row row, IEnumerable<KeyValuePair<SchemaField, object?>> values, DateTime now, List<StoreChange> changes)
    {
        object?[] cells = row.Values;
        Array.Resize(ref cells, table.Schema.Fields.Count);
        cells = ReferenceEquals(cells, row.Values) ? (object?[])cells.Clone() : cells;
        foreach ((SchemaField field, object? value) in values)
        {
            cells[field.Ordinal] = value;
        }

        cells[table.Schema["ModifiedDate"].Ordinal] = now;
        cells[table.Schema["ModifiedBy"].Ordinal] = ApiUser;
        table.Update(row, cells);
        changes.Add(new StoreChange(table, row, Deleted: false));
    }

    public void Delete(Table table, Row row, DateTime now, List<StoreChange> changes)
    {
        table.Remove(row);
        changes.Add(new StoreChange(table, row, Deleted: true));
        Table log = this[DefaultSchema.DeleteLog];
        Insert(log, [new(log.Schema["RecordId"], row.Gsid), new(log.Schema["DeletedOn"], now), new(log.Schema["ObjectName"], table.Schema.Name)], now, changes);
    }

    /// <summary>Writes what changed to the data file. Called once per call, before it is answered.</summary>
    public void Save(List<StoreChange> changes)
    {
        if (changes.Count > 0)
        {
            _journal?.Append(changes, StoreJournal.WriteChanges);
        }
    }

    /// <summary>Takes all records away and keeps what was declared.</summary>
    public void Clear()
    {
        foreach (Table table in _tables.Values)
        {
            table.Clear();
        }

        ApiUser = AddApiUser();
        _journal?.Rewrite(new StoreJournal(this).Dump());
    }

    public static JsonObject ToJson(Table table, Row row)
    {
        var json = new JsonObject();
        foreach (SchemaField field in table.Schema.Fields)
        {
            if (row[field] is { } value)
            {
                json[field.Name] = ValueFormat.ToNode(field, value);
            }
        }

        return json;
    }

    public void Dispose()
    {
        _journal?.Dispose();
        _journal = null;
    }

    private string AddApiUser()
    {
        Table users = this["gsuser"];
        string gsid = users.Schema.KeyPrefix + "000000000000000API";
        object?[] cells = new object?[users.Schema.Fields.Count];
        cells[users.Schema["Gsid"].Ordinal] = gsid;
        cells[users.Schema["Name"].Ordinal] = "API User";
        cells[users.Schema["Email"].Ordinal] = "api@emulator.example";
        cells[users.Schema["IsActiveUser"].Ordinal] = true;
        users.Add(new Row(gsid, cells));
        return gsid;
    }
}
