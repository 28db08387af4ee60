using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>A tab of a spreadsheet, and calls to it.</summary>
internal sealed class Sheet(ServiceCalls calls, SheetsSourceOptions options, string title, int rows, int columns)
{
    private static readonly ApiCall TabsCall = new("sheets tabs", RepeatRule.Safe);
    private static readonly ApiCall ValuesCall = new("sheets values", RepeatRule.Safe);

    public string Title => title;

    /// <summary>The number of rows of the grid, empty ones among them.</summary>
    public int Rows => rows;

    public int Columns => columns;

    public SourceReadCost Cost => calls.Cost;

    /// <summary>Lists the tabs, in their order.</summary>
    public static async ValueTask<IReadOnlyList<Sheet>> ListAsync(ServiceCalls calls, SheetsSourceOptions options, CancellationToken cancellationToken)
    {
        var path = $"v4/spreadsheets/{Uri.EscapeDataString(options.SpreadsheetId)}?fields=sheets.properties(sheetId,title,index,gridProperties){KeyOf(options, '&')}";
        using var answer = await calls.SendAsync(TabsCall, path, static path => new(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false);
        ThrowIfFailed(answer.Response!, options, null);
        try
        {
            using var document = JsonDocument.Parse(answer.Response!.Body);
            var sheets = new List<Sheet>();
            foreach (var sheet in document.RootElement.GetProperty("sheets").EnumerateArray())
            {
                var properties = sheet.GetProperty("properties");

                // A chart on a tab of its own has no grid.
                if (properties.TryGetProperty("gridProperties", out var grid))
                {
                    sheets.Add(new(
                        calls,
                        options,
                        properties.GetProperty("title").GetString()!,
                        grid.TryGetProperty("rowCount", out var rows) ? rows.GetInt32() : 0,
                        grid.TryGetProperty("columnCount", out var columns) ? columns.GetInt32() : 0));
                }
            }

            return sheets;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new GoogleSourceException("Google Sheets' answer is not what it should be.");
        }
    }

    /// <summary>Reads the values of rows.</summary>
    public async ValueTask<ApiResult> GetRowsAsync(int first, int last, CancellationToken cancellationToken)
    {
        // Quoted always: a tab may be called A1.
        var range = string.Create(CultureInfo.InvariantCulture, $"'{title.Replace("'", "''", StringComparison.Ordinal)}'!{first}:{last}");
        var path = $"v4/spreadsheets/{Uri.EscapeDataString(options.SpreadsheetId)}/values/{Uri.EscapeDataString(range)}?majorDimension=ROWS&valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=SERIAL_NUMBER{KeyOf(options, '&')}";
        var answer = await calls.SendAsync(ValuesCall, path, static path => new(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfFailed(answer.Response!, options, title);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>Where the rows begin in an answer; -1 if there are none.</summary>
    public static int RowsStartOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var start = -1;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isValues = reader.ValueTextEquals("values"u8);
                reader.Read();
                if (isValues && reader.TokenType == JsonTokenType.StartArray)
                    start = (int)reader.TokenStartIndex;
                reader.Skip();
            }

            return start;
        }
        catch (JsonException)
        {
            throw new GoogleSourceException("Google Sheets' answer is not what it should be.");
        }
    }

    private static string KeyOf(SheetsSourceOptions options, char separator) =>
        options.Credential is null && options.ApiKey is { } key ? $"{separator}key={Uri.EscapeDataString(key)}" : "";

    private static void ThrowIfFailed(ApiResponse response, SheetsSourceOptions options, string? title)
    {
        if (response.IsSuccessStatus)
            return;
        var (status, said) = GoogleCalls.ErrorOf(response);
        var message = (response.Status, status) switch
        {
            (HttpStatusCode.Unauthorized, _) => "Google refused the credential",
            (HttpStatusCode.Forbidden, _) => "Google forbids the read: share the spreadsheet with the e-mail address of the account, and switch the Sheets API on in its project",
            (HttpStatusCode.NotFound, _) => "There is no spreadsheet of this id: copy it from the address of the sheet",
            (HttpStatusCode.BadRequest, "FAILED_PRECONDITION") => "The document is a file of Office and no spreadsheet of Google: save it as one",
            (HttpStatusCode.BadRequest, _) when title is not null => $"Google cannot read the tab '{title}'",
            (>= HttpStatusCode.InternalServerError, _) => "Google Sheets failed",
            _ => string.Create(CultureInfo.InvariantCulture, $"Google Sheets answered with status {(int)response.Status}"),
        };
        var words = options.IncludeServiceMessages && said is not null ? $" It says: {said}" : "";
        throw new GoogleSourceException($"{message}{(status is null ? "" : $" ({status})")}.{words}", status, null, response.Status >= HttpStatusCode.InternalServerError);
    }
}
