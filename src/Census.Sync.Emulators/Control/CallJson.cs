using System.Globalization;
using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Control;

/// <summary>A call of the audit trail as JSON.</summary>
internal static class CallJson
{
    public static JsonObject ToJson(EmulatorCall call) => new()
    {
        ["number"] = call.Number,
        ["time"] = call.Time.ToString("O", CultureInfo.InvariantCulture),
        ["method"] = call.Method,
        ["path"] = call.Path,
        ["route"] = call.Route,
        ["isWrite"] = call.IsWrite,
        ["records"] = call.Records,
        ["ids"] = new JsonArray([.. call.Ids.Select(id => (JsonNode?)JsonValue.Create(id))]),
        ["requestBytes"] = call.RequestBytes,
        ["status"] = call.Status,
        ["errorCode"] = call.ErrorCode,
        ["stored"] = call.Stored,
        ["fault"] = call.Fault,
    };
}
