namespace Census.Sync.Emulators.Gainsight;

/// <summary>What an object is made of. Fields are only ever added.</summary>
internal sealed class ObjectSchema
{
    private readonly Dictionary<string, SchemaField> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaField> _anyCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SchemaField> _handles = new(StringComparer.OrdinalIgnoreCase);

    // Replaced, never changed: contents are read out while fields are declared.
    private SchemaField[] _fields = [];

    public ObjectSchema(string name, string objectType, string gsidKind, IEnumerable<GainsightEmulatorField> fields, bool hasSystemFields = true)
    {
        Name = name;
        ObjectType = objectType;
        HasSystemFields = hasSystemFields;
        KeyPrefix = Gsids.Prefix(gsidKind, name);
        foreach (GainsightEmulatorField field in hasSystemFields ? SystemFields : [])
        {
            Add(field, isSystem: true);
        }

        foreach (GainsightEmulatorField field in fields)
        {
            Add(field, isSystem: false);
        }
    }

    public string Name { get; }

    public string ObjectType { get; }

    public string KeyPrefix { get; }

    public bool HasSystemFields { get; }

    public string? Label { get; init; }

    /// <summary>Gets whether the data API may insert and update.</summary>
    public bool IsWritable { get; init; }

    public bool IsLowVolume { get; init; }

    /// <summary>Gets whether the metadata lists the object.</summary>
    public bool IsListed { get; init; } = true;

    /// <summary>Gets the field that names a record in the audit trail.</summary>
    public string IdField { get; init; } = "Name";

    /// <summary>Gets the declaration the object came from; null for the vendor's own.</summary>
    public GainsightEmulatorObject? Declaration { get; init; }

    /// <summary>Gets the fields that were declared after the object.</summary>
    public List<GainsightEmulatorField> Added { get; } = [];

    public IReadOnlyList<SchemaField> Fields => _fields;

    private static IReadOnlyList<GainsightEmulatorField> SystemFields { get; } =
    [
        new("Gsid", "GSID") { Nillable = false, ReadOnly = true },
        new("CreatedDate", "DATETIME") { ReadOnly = true },
        new("CreatedBy", "LOOKUP") { ReadOnly = true, LookupObject = "gsuser" },
        new("ModifiedDate", "DATETIME") { ReadOnly = true },
        new("ModifiedBy", "LOOKUP") { ReadOnly = true, LookupObject = "gsuser" },
    ];

    public SchemaField this[string name] => _exact[name];

    public SchemaField? Find(string name, bool ignoreCase) => (ignoreCase ? _anyCase : _exact).GetValueOrDefault(name);

    public SchemaField? FindHandle(string lookupName) => _handles.GetValueOrDefault(lookupName);

    public SchemaField Add(GainsightEmulatorField declaration, bool isSystem = false)
    {
        var field = new SchemaField(Name, declaration, _fields.Length, isSystem);
        if (!_anyCase.TryAdd(declaration.Name, field))
        {
            throw new ArgumentException($"Object '{Name}' already has a field '{declaration.Name}'.", nameof(declaration));
        }

        if (field.Kind == FieldKind.Lookup)
        {
            ArgumentException.ThrowIfNullOrEmpty(declaration.LookupObject, nameof(declaration));
            _handles[field.LookupName] = field;
        }

        _exact[declaration.Name] = field;
        _fields = [.. _fields, field];
        return field;
    }
}
