using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync;
using Gainsight.Client;

namespace Doctor.Gainsight;

/// <summary>What the checks of one run share. Everything it writes has names that begin with a prefix of its own, by which it is removed in the end.</summary>
public sealed class Session(
    GainsightClient client, Recorder recorder, string prefix, Func<GainsightTokenRequest, Task<bool>>? canConnectWith, CancellationToken cancellationToken)
{
    private const string Companies = "v1/data/objects/company";
    private int _count;
    private string? _known;

    public GainsightClient Client { get; } = client;

    public Recorder Recorder { get; } = recorder;

    /// <summary>Gets what tells whether OAuth works with a form of the request for a token; null if there is no OAuth key.</summary>
    public Func<GainsightTokenRequest, Task<bool>>? CanConnectWith { get; } = canConnectWith;

    public CancellationToken Token { get; } = cancellationToken;

    public bool Succeeded => (bool?)Recorder.Body?["result"] == true;

    public string NewName() => $"{prefix}{++_count:000}";

    /// <summary>Gets the name of a company that exists, and has nothing but a name and employees.</summary>
    /// <exception cref="DoctorException">The tenant did not take it.</exception>
    public async Task<string> KnownAsync() => _known ??= await CreateAsync([]);

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

    public Task<JsonNode?> InsertAsync(params JsonNode[] records) =>
        SendAsync(HttpMethod.Post, Companies, new JsonObject { ["records"] = new JsonArray(records) });

    public Task<JsonNode?> UpdateAsync(string keys, params JsonNode[] records) =>
        SendAsync(HttpMethod.Put, $"{Companies}?keys={keys}", new JsonObject { ["records"] = new JsonArray(records) }, RepeatRule.Safe);

    /// <summary>Makes sure that the last write was taken: it differs from the one in question in nothing but what is in question, so that a refusal of that one tells something.</summary>
    /// <exception cref="DoctorException">It was refused.</exception>
    public void Require(string what)
    {
        if (!Succeeded)
            throw new DoctorException($"{what} is refused as well");
    }

    /// <summary>Creates a company of ours and returns its name.</summary>
    /// <exception cref="DoctorException">The tenant did not take it.</exception>
    public async Task<string> CreateAsync(JsonObject fields)
    {
        var name = NewName();
        fields["Name"] = name;
        await InsertAsync(fields);
        return Succeeded ? name : throw new DoctorException("a company could not be created");
    }

    /// <summary>Queries records, in the order of their names; the raw answer.</summary>
    /// <param name="objectName">The object.</param>
    /// <param name="select">The fields.</param>
    /// <param name="limit">The most records; null to leave that to the tenant.</param>
    /// <param name="offset">The records to pass over, as it is sent.</param>
    /// <param name="conditions">All of which have to hold.</param>
    public Task<JsonNode?> QueryAsync(string objectName, string[] select, int? limit, int offset, params Condition[] conditions)
    {
        JsonObject query = new()
        {
            ["select"] = new JsonArray([.. select.Select(name => (JsonNode)name)]),
            ["orderBy"] = new JsonObject { ["Name"] = "asc" },
            ["offset"] = offset,
        };
        if (limit is not null)
            query["limit"] = limit;
        if (conditions.Length > 0)
        {
            query["where"] = new JsonObject
            {
                ["conditions"] = new JsonArray([.. conditions.Select((condition, i) => new JsonObject
                {
                    ["name"] = condition.Field, ["alias"] = AliasOf(i), ["operator"] = condition.Operator, ["value"] = new JsonArray(condition.Values),
                })]),
                ["expression"] = string.Join(" AND ", conditions.Select((_, i) => AliasOf(i))),
            };
        }

        return SendAsync(HttpMethod.Post, $"v1/data/objects/query/{objectName}", query, RepeatRule.Safe);
    }

    /// <summary>Reads companies, whatever shape they come in.</summary>
    /// <exception cref="DoctorException">The tenant does not take the query.</exception>
    public async Task<JsonNode[]> ReadAsync(string[] select, params Condition[] conditions) => RecordsOf(await QueryAsync("company", select, 10, 0, conditions));

    /// <summary>Returns the records of an answer.</summary>
    /// <exception cref="DoctorException">It holds none, and does not say that there are none.</exception>
    public static JsonNode[] RecordsOf(JsonNode? answer) =>
        (answer?["data"] as JsonArray ?? (answer?["data"] as JsonObject)?["records"] as JsonArray) is { } records ? [.. records.OfType<JsonNode>()]
        : IsEmptyAnswer(answer) ? []
        : throw new DoctorException("the query is refused");

    public static bool IsEmptyAnswer(JsonNode? answer) =>
        (string?)answer?["errorCode"] == "GSOBJ_1011" || ((string?)answer?["errorDesc"])?.StartsWith("No data found", StringComparison.Ordinal) == true;

    private static string AliasOf(int index) => ((char)('A' + index)).ToString();
}
