namespace Census.Sync.Emulators.Gainsight;

/// <summary>A field in its place in an object.</summary>
internal sealed class SchemaField
{
    private readonly Dictionary<string, PicklistItem> _items = new(StringComparer.Ordinal);

    public SchemaField(string objectName, GainsightEmulatorField declaration, int ordinal, bool isSystem)
    {
        Declaration = declaration;
        Ordinal = ordinal;
        IsSystem = isSystem;
        Kind = FieldKinds.Parse(declaration.Type)
            ?? throw new ArgumentException($"Field '{declaration.Name}' has the unknown type '{declaration.Type}'.", nameof(declaration));
        Length = declaration.Length ?? Kind switch
        {
            FieldKind.RichText => 8_000,
            FieldKind.Url => 1_024,
            FieldKind.Gsid or FieldKind.Lookup => 220,
            _ => 255,
        };
        CategoryId = Gsids.ForDropdown(objectName + "." + declaration.Name, null);
        foreach (GainsightEmulatorOption option in declaration.Options)
        {
            var item = new PicklistItem(Gsids.ForDropdown(objectName + "." + declaration.Name, option.Label), option.Label, option.Active);
            Items.Add(item);
            _items[item.Label] = item;
            _items[item.Gsid] = item;
        }
    }

    public GainsightEmulatorField Declaration { get; }

    public string Name => Declaration.Name;

    public FieldKind Kind { get; }

    public int Ordinal { get; }

    public int Length { get; }

    public bool IsSystem { get; }

    public string CategoryId { get; }

    public List<PicklistItem> Items { get; } = [];

    /// <summary>Gets or sets whether a value is needed although the metadata does not say so.</summary>
    public bool MustHave { get; set; }

    public bool IsNeeded => MustHave || Declaration.Required;

    public bool IsNillable => Declaration.Nillable && !IsNeeded;

    public bool IsWritable => !IsSystem && !Declaration.ReadOnly && !Declaration.Formula && Kind != FieldKind.Opaque;

    /// <summary>Gets the handle a lookup is read through: <c>Csm__gr</c>, and <c>Foo__gr</c> for <c>Foo__gc</c>.</summary>
    public string LookupName => (Name.EndsWith("__gc", StringComparison.Ordinal) ? Name[..^4] : Name) + "__gr";

    public string Label => Declaration.Label ?? (Name.EndsWith("__gc", StringComparison.Ordinal) ? Name[..^4] : Name);

    /// <summary>The item with this label or GSID.</summary>
    public PicklistItem? FindItem(string labelOrGsid) => _items.GetValueOrDefault(labelOrGsid);
}
