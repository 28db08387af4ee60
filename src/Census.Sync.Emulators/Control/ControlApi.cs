using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync.Emulators.Calls;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.Emulators.Control;

/// <summary>Looking in and steering over HTTP, below <c>/_emulator/</c>. Not audited, not limited, for this machine only.</summary>
internal sealed class ControlApi(Vendor vendor, EmulatorServer server)
{
    private const int MaxBodyBytes = 64 * 1024 * 1024;

    public async Task HandleAsync(HttpContext http, string path)
    {
        if (http.Connection.RemoteIpAddress is { } caller && !IPAddress.IsLoopback(caller))
        {
            await ErrorAsync(http, 403, "Only callers on this machine are served.").ConfigureAwait(false);
            return;
        }

        try
        {
            await RouteAsync(http, path.Split('/', StringSplitOptions.RemoveEmptyEntries)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or UriFormatException)
        {
            await ErrorAsync(http, 400, e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            http.Abort();
        }
    }

    private static Task ErrorAsync(HttpContext http, int status, string problem) => AnswerAsync(http, json => json.WriteString("error", problem), status);

    private static async Task AnswerAsync(HttpContext http, Action<Utf8JsonWriter> write, int status = 200)
    {
        ReadOnlyMemory<byte> body = Json.Write(json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body).ConfigureAwait(false);
    }

    private static async Task<JsonElement> BodyAsync(HttpContext http, JsonValueKind expected)
    {
        CallRequest request = await CallRequest.ReadAsync(http.Request, MaxBodyBytes).ConfigureAwait(false);
        return request.Root.ValueKind == expected ? request.Root : throw new ArgumentException($"The body must be a JSON {expected.ToString().ToLowerInvariant()}.");
    }

    private async Task RouteAsync(HttpContext http, string[] path)
    {
        switch (http.Request.Method, path)
        {
            case ("GET", []):
                await AnswerAsync(http, WriteSummary).ConfigureAwait(false);
                break;
            case ("GET", ["objects", var name]):
                await StreamAsync(http, vendor.Contents(name), $"There is no object '{name}'.").ConfigureAwait(false);
                break;
            case ("POST", ["objects", var name]):
                int seeded = vendor.Seed(name, await BodyAsync(http, JsonValueKind.Array).ConfigureAwait(false));
                await AnswerAsync(http, json => json.WriteNumber("seeded", seeded)).ConfigureAwait(false);
                break;
            case ("POST", ["objects", var name, "fields"]):
                vendor.DeclareFields(name, await BodyAsync(http, JsonValueKind.Array).ConfigureAwait(false));
                await AnswerAsync(http, json => json.WriteString("declared", name)).ConfigureAwait(false);
                break;
            case ("GET", ["calls"]):
                await StreamAsync(http, server.Audit.Calls.Select(CallJson.ToJson), "").ConfigureAwait(false);
                break;
            case ("GET", ["faults"]):
                await AnswerAsync(http, WriteFaults).ConfigureAwait(false);
                break;
            case ("POST", ["faults"]):
                FaultJson.Add(server.Faults, await BodyAsync(http, JsonValueKind.Object).ConfigureAwait(false));
                await AnswerAsync(http, WriteFaults).ConfigureAwait(false);
                break;
            case ("DELETE", ["faults"]):
                server.Faults.Clear();
                await AnswerAsync(http, WriteFaults).ConfigureAwait(false);
                break;
            case ("GET", ["held"]):
                await HeldAsync(http).ConfigureAwait(false);
                break;
            case ("POST", ["release"]):
                await server.Faults.ReleaseAsync(http.RequestAborted).ConfigureAwait(false);
                await AnswerAsync(http, static json => json.WriteBoolean("released", true)).ConfigureAwait(false);
                break;
            case ("POST", ["quota"]):
                UseQuota(await BodyAsync(http, JsonValueKind.Object).ConfigureAwait(false));
                await AnswerAsync(http, static json => json.WriteBoolean("used", true)).ConfigureAwait(false);
                break;
            case ("POST", ["reset"]):
                server.Reset();
                await AnswerAsync(http, static json => json.WriteBoolean("reset", true)).ConfigureAwait(false);
                break;
            case (_, [] or ["objects", _] or ["objects", _, "fields"] or ["calls" or "faults" or "held" or "release" or "quota" or "reset"]):
                await ErrorAsync(http, 405, $"{http.Request.Method} is not served here.").ConfigureAwait(false);
                break;
            default:
                await ErrorAsync(http, 404, "There is nothing here.").ConfigureAwait(false);
                break;
        }
    }

    private static async Task StreamAsync(HttpContext http, IEnumerable<JsonObject>? items, string problem)
    {
        if (items is null)
        {
            await ErrorAsync(http, 404, problem).ConfigureAwait(false);
            return;
        }

        http.Response.ContentType = "application/json";
        var json = new Utf8JsonWriter(http.Response.BodyWriter, Json.WriterOptions);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartArray();
            foreach (JsonObject item in items)
            {
                item.WriteTo(json);
                if (json.BytesPending > 16 * 1024)
                {
                    await json.FlushAsync(http.RequestAborted).ConfigureAwait(false);
                    await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
                }
            }

            json.WriteEndArray();
        }
    }

    /// <summary>The calls that stand still; with <c>?wait=seconds</c> it waits for one.</summary>
    private async Task HeldAsync(HttpContext http)
    {
        if (http.Request.Query["wait"].ToString() is { Length: > 0 } wait)
        {
            if (!double.TryParse(wait, System.Globalization.CultureInfo.InvariantCulture, out double seconds) || seconds is < 0 or > 600)
            {
                throw new ArgumentException("'wait' is a number of seconds between 0 and 600.");
            }

            try
            {
                // The wall clock: whoever asks over HTTP has no other.
                await server.Faults.WaitForHeldAsync(http.RequestAborted).WaitAsync(TimeSpan.FromSeconds(seconds), http.RequestAborted).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // None: the answer says so.
            }
        }

        await StreamAsync(http, server.Faults.Held.Select(CallJson.ToJson), "").ConfigureAwait(false);
    }

    private void UseQuota(JsonElement body)
    {
        foreach (JsonProperty property in body.EnumerateObject())
        {
            switch (property.Name)
            {
                case "calls":
                    server.ConsumeQuota(property.Value.GetInt32());
                    break;
                case "perWindow":
                    server.Faults.ShareQuota(property.Value.GetInt32());
                    break;
                default:
                    throw new ArgumentException($"Quota has no property '{property.Name}'.");
            }
        }
    }

    private void WriteSummary(Utf8JsonWriter json)
    {
        json.WriteString("emulator", vendor.Name);
        json.WriteStartObject("objects");
        foreach ((string name, int count) in vendor.Objects())
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteNumber("calls", server.Audit.Count);
        json.WriteNumber("writeCalls", server.Audit.WriteCalls);
        json.WriteStartObject("wellKnownKeys");
        foreach ((string purpose, string key) in vendor.WellKnownKeys())
        {
            json.WriteString(purpose, key);
        }

        json.WriteEndObject();
        json.WriteStartObject("switches");
        vendor.WriteSwitches(json);
        json.WriteEndObject();
    }

    private void WriteFaults(Utf8JsonWriter json)
    {
        json.WriteStartArray("faults");
        foreach (FaultRule rule in server.Faults.Rules)
        {
            FaultJson.Write(json, rule);
        }

        json.WriteEndArray();
    }
}
