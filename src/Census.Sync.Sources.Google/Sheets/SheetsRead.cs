using System.Globalization;
using System.Text.Json;

namespace Census.Sync.Sources;

internal sealed class SheetsRead : PagedRead
{
    private readonly Sheet _sheet;
    private readonly int _rowsAtOnce;
    private readonly bool _isOneCall;
    private readonly FieldType[] _types;
    private ApiResult? _first;
    private readonly int _firstStart;
    private int _nextRow;
    private bool _headerToSkip = true;

    private SheetsRead(
        RecordSchema schema, Sheet sheet, int headerRow, int rowsAtOnce, ApiResult first, int firstStart, SourceReadOptions options, CancellationToken cancellationToken)
        : base(schema, options, "Google Sheets", cancellationToken)
    {
        (_sheet, _rowsAtOnce, _first, _firstStart) = (sheet, rowsAtOnce, first, firstStart);
        _types = [.. schema.Select(field => field.Type)];
        _nextRow = headerRow + rowsAtOnce;
        _isOneCall = _nextRow > sheet.Rows;
    }

    public override SourceReadCost Cost => _sheet.Cost;

    protected override SourceReadEnd EndOfRead => _isOneCall
        ? SourceReadEnd.Complete
        : SourceReadEnd.Truncated("The sheet was read in parts, and a row that was moved meanwhile may be missing. Raise the number of cells that are read at once.");

    public static async ValueTask<SheetsRead> OpenAsync(Sheet sheet, SheetsSourceOptions settings, SourceReadOptions options, CancellationToken cancellationToken)
    {
        if (settings.HeaderRow > sheet.Rows)
            throw new SyncSourceException($"The tab '{sheet.Title}' has {sheet.Rows} rows; the names of its columns should be in row {settings.HeaderRow}.");
        var rowsAtOnce = Math.Max(2, settings.MaximumCellsAtOnce / Math.Max(1, sheet.Columns));
        var answer = await sheet.GetRowsAsync(settings.HeaderRow, Last(settings.HeaderRow, rowsAtOnce, sheet), cancellationToken).ConfigureAwait(false);
        try
        {
            var start = Sheet.RowsStartOf(answer.Response!.Body.Span);
            if (start < 0)
                throw new SyncSourceException($"The tab '{sheet.Title}' has nothing in row {settings.HeaderRow}, where the names of its columns should be.");
            var fields = ReadHeader(answer.Response.Body.Span, start, sheet, settings);
            return new(new(fields), sheet, settings.HeaderRow, rowsAtOnce, answer, start, options, cancellationToken);
        }
        catch (JsonException)
        {
            answer.Dispose();
            throw new GoogleSourceException("Google Sheets' answer is not what it should be.");
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    protected override async ValueTask<ResultPage?> FetchAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _first, null) is { } first)
            return new(first, _firstStart, "the first part");

        // Blank rows in the middle are no end: only the grid tells where it is.
        while (_nextRow <= _sheet.Rows)
        {
            var row = _nextRow;
            var answer = await _sheet.GetRowsAsync(row, Last(row, _rowsAtOnce, _sheet), cancellationToken).ConfigureAwait(false);
            _nextRow += _rowsAtOnce;
            var start = Sheet.RowsStartOf(answer.Response!.Body.Span);
            if (start >= 0)
                return new(answer, start, string.Create(CultureInfo.InvariantCulture, $"the part from row {row}"));
            answer.Dispose();
        }

        return null;
    }

    protected override bool TryReadRow(ref RowScanner rows, Span<FieldValue> row, out string? problem)
    {
        problem = null;
        while (rows.TryBegin())
        {
            var reader = rows.Open(out var json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                throw new JsonException();
            var isBlank = _headerToSkip;
            if (_headerToSkip)
                reader.Skip();
            else
                problem = ReadCells(ref reader, json, row, out isBlank);
            _headerToSkip = false;
            rows.Close(in reader);
            if (!isBlank)
                return true;
        }

        return false;
    }

    protected override void Verify()
    {
        // A sheet tells no number of its rows.
    }

    protected override async ValueTask ReleaseAsync()
    {
        await base.ReleaseAsync().ConfigureAwait(false);
        _first?.Dispose();
    }

    private static int Last(int first, int rowsAtOnce, Sheet sheet) => Math.Min(sheet.Rows, first + rowsAtOnce - 1);

    private static List<SchemaField> ReadHeader(ReadOnlySpan<byte> body, int start, Sheet sheet, SheetsSourceOptions settings)
    {
        var reader = new Utf8JsonReader(body[start..]);
        reader.Read();
        reader.Read();
        var fields = new List<SchemaField>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                JsonValues.TryRead(ref reader, body[start..], out var cell);
                var name = cell.HasValue ? cell.ToText().Trim() : "";
                if (name.Length == 0)
                    name = string.Create(CultureInfo.InvariantCulture, $"column_{fields.Count + 1}");
                if (fields.Exists(field => field.Name == name))
                    throw new SyncSourceException($"The tab '{sheet.Title}' has two columns '{name}'. Give one of them another name.");
                fields.Add(new(name, settings.Types.TryGetValue(name, out var type) ? type : FieldType.Any));
            }
        }

        if (fields.Count == 0)
            throw new SyncSourceException($"The tab '{sheet.Title}' has nothing in row {settings.HeaderRow}, where the names of its columns should be.");
        foreach (var name in settings.Types.Keys)
        {
            if (!fields.Exists(field => field.Name == name))
                throw new SyncSourceException($"A type is declared for the column '{name}', and the tab '{sheet.Title}' has none of this name.");
        }

        return fields;
    }

    private string? ReadCells(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Span<FieldValue> row, out bool isBlank)
    {
        string? problem = null;
        isBlank = true;

        // Empty cells at the end of a row are not sent.
        row.Fill(FieldValue.Null);
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i >= row.Length)
            {
                reader.Skip();
                continue;
            }

            if (SheetCells.Read(ref reader, json, _types[i], out row[i]) is { } wrong)
            {
                problem ??= $"The cell of column '{Schema[i].Name}' {wrong}.";
                isBlank = false;
            }

            isBlank &= row[i].IsNull;
        }

        return problem;
    }
}
