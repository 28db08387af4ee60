using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.SourceEmulators.Google;

/// <summary>The values of Google Sheets' API.</summary>
public sealed partial class SheetsEmulator : GoogleEmulator
{
    /// <summary>The tabs: title, size of the grid, and the JSON of each row as the API gives it, without empty cells at its end.</summary>
    public List<(string Title, int Rows, int Columns, List<string> Values)> Tabs { get; } = [];

    /// <summary>The key that is good for a spreadsheet that everybody may read; null if it is not.</summary>
    public string? ApiKey { get; set; }

    protected override string Scope => "https://www.googleapis.com/auth/spreadsheets.readonly";

    protected override string? NameOfCall(string method, string path, IQueryCollection query) => (method, path) switch
    {
        ("GET", "/v4/spreadsheets/sheet1") => "tabs",
        ("GET", _) when path.StartsWith("/v4/spreadsheets/sheet1/values/", StringComparison.Ordinal) => "values",
        ("GET", _) when path.StartsWith("/v4/spreadsheets/", StringComparison.Ordinal) => "other",
        _ => null,
    };

    protected override bool IsAllowed(ServiceCall call, IQueryCollection query) =>
        ApiKey is not null ? query["key"] == ApiKey && call["authorization"] is null : base.IsAllowed(call, query);

    protected override ServiceReply AnswerCall(ServiceCall call, IQueryCollection query)
    {
        if (call.Name == "other")
            return Error(404, "NOT_FOUND", "Requested entity was not found.");
        if (call.Name == "tabs")
        {
            Require(query["fields"] == "sheets.properties(sheetId,title,index,gridProperties)", "The fields are others.");
            var tabs = Tabs.Select((tab, i) => $$$"""
                {"properties":{"sheetId":{{{i}}},"title":{{{System.Text.Json.JsonSerializer.Serialize(tab.Title)}}},"index":{{{i}}},"gridProperties":{"rowCount":{{{tab.Rows}}},"columnCount":{{{tab.Columns}}} } } }
                """);
            return new(200, $$"""{"sheets":[{{string.Join(',', tabs)}}]}""");
        }

        Require(query["valueRenderOption"] == "UNFORMATTED_VALUE", "Values would be formatted.");
        var range = Uri.UnescapeDataString(call.Path["/v4/spreadsheets/sheet1/values/".Length..]);
        if (Range().Match(range) is not { Success: true } match)
            return Error(400, "INVALID_ARGUMENT", $"Unable to parse range: {range}");
        var title = match.Groups[1].Value.Replace("''", "'");
        var tabOf = Tabs.FindIndex(tab => tab.Title == title);
        var (first, last) = (int.Parse(match.Groups[2].Value), int.Parse(match.Groups[3].Value));
        if (tabOf < 0 || first > Tabs[tabOf].Rows)
            return Error(400, "INVALID_ARGUMENT", $"Unable to parse range: {range}");

        // Empty rows at the end are not sent, and nothing at all is no list.
        var rows = Tabs[tabOf].Values.Skip(first - 1).Take(last - first + 1).ToList();
        while (rows is [.., "[]"])
            rows.RemoveAt(rows.Count - 1);
        return new(200, $$"""
            {"range":"x","majorDimension":"ROWS"{{(rows.Count == 0 ? "" : $",\"values\":[{string.Join(',', rows)}]")}}}
            """);
    }

    private static ServiceReply Error(int code, string status, string message) => new(code, $$$"""
        {"error":{"code":{{{code}}},"message":"{{{message}}}","status":"{{{status}}}"} }
        """);

    [GeneratedRegex("^'((?:[^']|'')*)'!([0-9]+):([0-9]+)$")]
    private static partial Regex Range();
}
