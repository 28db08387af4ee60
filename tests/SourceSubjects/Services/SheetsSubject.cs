using System.Text.Json;
using Census.Sync.SourceEmulators.Google;
using Google.Apis.Auth.OAuth2;

namespace Census.Sync.SourceSubjects;

/// <summary>A tab of a spreadsheet. Cells are JSON; the types are those that a column is declared with.</summary>
public sealed class SheetsSubject : ServiceSubject<SheetsEmulator>
{
    private const int SpareRows = 100;
    private const int GridColumns = 26;
    private readonly Dictionary<string, FieldType> _declared = [];
    private int _cellsAtOnce = new SheetsSourceOptions { SpreadsheetId = "sheet1" }.MaximumCellsAtOnce;

    // A sheet that cannot be read in one call is one that somebody may move rows in.
    public override bool IsCompleteWhenLong => false;

    public override string TextType => nameof(FieldType.Any);

    public override IReadOnlyList<SourceType> Types =>
    [
        new(nameof(FieldType.Any), FieldType.Any, ("9007199254740992", "Integer 9007199254740992"), ("-1.5", "Decimal -1.5"), ("1E+308", $"BigDecimal 1{new string('0', 308)}")),
        new(nameof(FieldType.Any), FieldType.Any, ("true", "Boolean true"), ("false", "Boolean false")),
        new(nameof(FieldType.Date), FieldType.Date, ("0", "Date 1899-12-30"), ("2958465", "Date 9999-12-31")),
        new(nameof(FieldType.LocalDateTime), FieldType.LocalDateTime, ("45351.52425925926", "LocalTimestamp 2024-02-29T12:34:56"), ("-1.5", "LocalTimestamp 1899-12-28T12:00:00")),
        new(nameof(FieldType.Time), FieldType.Time, ("0", "Time 00:00:00"), ("0.999988425925926", "Time 23:59:59")),
        new(nameof(FieldType.String), FieldType.String, ("123", "String 123"), ("\"00123\"", "String 00123"), ("true", "String TRUE")),
        new(nameof(FieldType.Any), FieldType.Any, [.. OddTexts.Where(text => text.Length > 0).Select(text => (Text(text), $"String {text}"))]),
    ];

    public override string Text(string text) => JsonSerializer.Serialize(text);

    // Blanks that nobody sees in a header are no part of a name.
    public override string FieldOf(string column) => column.Trim();

    public override ValueTask HoldAsync(SourceTable table)
    {
        foreach (var column in table.Columns.Where(column => column.Type != TextType))
            _declared[column.Name] = Enum.Parse<FieldType>(column.Type);
        Emulator.Tabs.Clear();
        Emulator.Tabs.Add((
            "Held",
            table.Rows.Count + SpareRows,
            Math.Max(GridColumns, table.Columns.Count),
            [$"[{string.Join(',', table.Columns.Select(column => Text(column.Name)))}]", .. table.Rows.Select(RowOf)]));
        return default;
    }

    public override ValueTask FailInTheMiddleAsync()
    {
        // In one call there is no middle.
        _cellsAtOnce = GridColumns * PageRows;
        FailBehind("values", answered: 2);
        return default;
    }

    protected override SyncSource Connect(Uri address) => new SheetsSource(
        new()
        {
            SpreadsheetId = "sheet1",
            Credential = CredentialFactory.FromJson<ServiceAccountCredential>(Emulator.KeyFile).ToGoogleCredential(),
            Address = address,
            Types = _declared,
            MaximumCellsAtOnce = _cellsAtOnce,
        },
        timeProvider: Clocks.Jumping());

    // An empty cell is an empty text, and nothing at the end of a row.
    private static string RowOf(string?[] row) => $"[{string.Join(',', row[..(Array.FindLastIndex(row, cell => cell is not null) + 1)].Select(cell => cell ?? "\"\""))}]";
}
