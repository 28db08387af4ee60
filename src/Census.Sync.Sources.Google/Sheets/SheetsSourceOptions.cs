using Google.Apis.Auth.OAuth2;

namespace Census.Sync.Sources;

/// <summary>Which spreadsheet a <see cref="SheetsSource"/> reads, as whom, and how.</summary>
public sealed record SheetsSourceOptions
{
    /// <summary>Gets the id of the spreadsheet: the long part of its address.</summary>
    public required string SpreadsheetId { get; init; }

    /// <summary>Gets as whom the source reads. The spreadsheet must be shared with the account's e-mail address.</summary>
    /// <value>The default is null: <see cref="ApiKey"/> if it is set, else the application default credentials of Google.</value>
    public GoogleCredential? Credential { get; init; }

    /// <summary>Gets an API key, which is enough for a spreadsheet that everybody may read.</summary>
    /// <value>The default is null.</value>
    public string? ApiKey { get; init; }

    /// <summary>Gets the number of the row that holds the names of the columns.</summary>
    /// <value>The default is 1.</value>
    public int HeaderRow { get; init; } = 1;

    /// <summary>
    /// Gets the types of columns, by name: a sheet does not tell a date from the number that it is, and a key such as <c>00123</c> is a number unless it is declared as text.
    /// </summary>
    /// <value>The default is none: a value is a number, true or false, or text.</value>
    public IReadOnlyDictionary<string, FieldType> Types { get; init; } = new Dictionary<string, FieldType>();

    /// <summary>Gets how many cells are read in one call.</summary>
    /// <value>
    /// The default is 200,000. A sheet with more is read in parts, between which somebody may insert or delete a row: such a read is never complete, so that a mirror deletes nothing by it.
    /// </value>
    public int MaximumCellsAtOnce { get; init; } = 200_000;

    /// <summary>Gets the largest answer that is read, in bytes after decompression. Memory holds two.</summary>
    /// <value>The default is 64 MiB.</value>
    public int MaximumPageBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Gets the address of the service.</summary>
    /// <value>The default is <c>https://sheets.googleapis.com/</c>.</value>
    public Uri Address { get; init; } = new("https://sheets.googleapis.com/");

    /// <summary>Gets a value indicating whether messages of exceptions quote what Google said.</summary>
    /// <value>The default is false.</value>
    public bool IncludeServiceMessages { get; init; }

    /// <summary>Returns all that is wrong, without a value.</summary>
    internal IReadOnlyList<string> FindProblems()
    {
        var problems = new OptionProblems()
            .Required(nameof(SpreadsheetId), SpreadsheetId)
            .Address(nameof(Address), Address)
            .AtLeast(nameof(HeaderRow), HeaderRow, 1)
            .AtLeast(nameof(MaximumCellsAtOnce), MaximumCellsAtOnce, 1)
            .AtLeast(nameof(MaximumPageBytes), MaximumPageBytes, 1024);
        foreach (var (name, type) in Types)
        {
            if (type is FieldType.DateTime or FieldType.Bytes or FieldType.Json)
                problems.Add(nameof(Types), $"The column '{name}' is declared as {type}, and a sheet has no such values. Its dates have no zone: {nameof(FieldType.LocalDateTime)}.");
        }

        return problems.All;
    }

    /// <summary>Returns the id of the spreadsheet, never the key.</summary>
    public override string ToString() => SpreadsheetId;
}
