using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync;
using Gainsight.Client;

namespace Doctor.Gainsight;

/// <summary>What the checks of one run share. Everything it writes has names that begin with <see cref="Prefix"/>, and is removed in the end.</summary>
public sealed class Session(GainsightClient client, Recorder recorder, string prefix, CancellationToken cancellationToken)
{
    private int _count;

    public string Prefix { get; } = prefix;

    public GainsightClient Client { get; } = client;

    public Recorder Recorder { get; } = recorder;

    public CancellationToken Token { get; } = cancellationToken;

    public string NewName() => $"{Prefix}{++_count:000}";

    /// <summary>Sends a call and returns the answer as it came, errors of the data too.</summary>
    /// <exception cref="GainsightException">There is no answer to learn from.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body = null, RepeatRule? repeat = null)
    {
        try
        {
            await Client.SendAsync(method, path, body is null ? null : JsonElement.Parse(body.ToJsonString()), repeat, Token);
        }
        catch (GainsightApiException error) when (!error.IsTransient && (int)error.StatusCode is 200 or 400)
        {
            // The refusal is what is looked at.
        }

        return Recorder.Body;
    }

    public bool Succeeded => (bool?)Recorder.Body?["result"] == true;

    public Task<JsonNode?> InsertAsync(params JsonNode[] records) =>
        SendAsync(HttpMethod.Post, "v1/data/objects/company", new JsonObject { ["records"] = new JsonArray(records) });

    public Task<JsonNode?> UpdateAsync(string keys, params JsonNode[] records) =>
        SendAsync(HttpMethod.Put, $"v1/data/objects/company?keys={keys}", new JsonObject { ["records"] = new JsonArray(records) }, RepeatRule.Safe);

    /// <summary>Creates a company of ours and returns its name.</summary>
    /// <exception cref="DoctorException">The tenant did not take it.</exception>
    public async Task<string> CreateAsync(JsonObject? fields = null)
    {
        var name = NewName();
        fields ??= [];
        fields["Name"] = name;
        await InsertAsync(fields);
        return Succeeded ? name : throw new DoctorException("a company could not be created");
    }

    /// <summary>Queries companies; the raw answer.</summary>
    public Task<JsonNode?> QueryAsync(string[] select, string field, string @operator, JsonNode? value, int offset = 0, int limit = 10)
    {
        JsonObject query = new()
        {
            ["select"] = new JsonArray([.. select.Select(name => (JsonNode)name)]),
            ["where"] = new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["name"] = field, ["alias"] = "A", ["operator"] = @operator, ["value"] = value is null ? [] : new JsonArray(value),
                }),
                ["expression"] = "A",
            },
            ["orderBy"] = new JsonObject { ["Name"] = "asc" },
            ["limit"] = limit,
            ["offset"] = offset,
        };
        return SendAsync(HttpMethod.Post, "v1/data/objects/query/company", query, RepeatRule.Safe);
    }

    /// <summary>Queries companies; their records, whatever shape they come in.</summary>
    /// <exception cref="DoctorException">The tenant does not take the query.</exception>
    public async Task<JsonNode[]> ReadAsync(string[] select, string field, string @operator, JsonNode? value, int offset = 0)
    {
        var answer = await QueryAsync(select, field, @operator, value, offset);
        if ((answer?["data"] as JsonArray ?? answer?["data"]?["records"] as JsonArray) is { } records)
            return [.. records.OfType<JsonNode>()];
        return IsEmptyAnswer(answer) ? [] : throw new DoctorException("the query was refused");
    }

    public static bool IsEmptyAnswer(JsonNode? answer) =>
        (string?)answer?["errorCode"] == "GSOBJ_1011" || ((string?)answer?["errorDesc"])?.StartsWith("No data found", StringComparison.Ordinal) == true;

    /// <summary>Removes what this run created; returns how much of it could not be removed.</summary>
    public async Task<int> CleanUpAsync()
    {
        var left = 0;
        while (true)
        {
            var ours = await ReadAsync(["Gsid", "Name"], "Name", "STARTS_WITH", Prefix);

            // Nothing but our own is ever deleted, however the tenant understood the query.
            ours = [.. ours.Where(company => ((string?)company["Name"])?.StartsWith(Prefix, StringComparison.Ordinal) == true)];
            if (ours.Length == left)
                return left;
            left = 0;
            foreach (var company in ours)
                left += await Client.Companies.DeleteAsync((string)company["Gsid"]!, Token) ? 0 : 1;
        }
    }
}
