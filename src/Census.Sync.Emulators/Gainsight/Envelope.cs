using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>The JSON object around every answer.</summary>
internal sealed class Envelope(int seed)
{
    private readonly Random _random = new(seed);

    public Reply Success(Action<Utf8JsonWriter> data, bool stored = false) => new(200, Json.Write(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("result", true);
        json.WriteNull("errorCode");
        json.WriteNull("errorDesc");
        json.WriteString("requestId", RequestId());
        json.WritePropertyName("data");
        data(json);
        json.WriteNull("message");
        json.WriteEndObject();
    }))
    { Stored = stored };

    /// <summary>Metadata answers carry less.</summary>
    public Reply Metadata(Action<Utf8JsonWriter> data) => new(200, Json.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("requestId", RequestId());
        json.WriteBoolean("result", true);
        json.WritePropertyName("data");
        data(json);
        json.WriteEndObject();
    }));

    public Reply Failure(ApiFault fault) => Failure(fault.Status, fault.Code, fault.Description, static json => json.WriteNullValue());

    public Reply Failure(int status, string code, string description, Action<Utf8JsonWriter> data) => new(status, Json.Write(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("result", false);
        json.WriteString("errorCode", code);
        json.WriteString("errorDesc", description);
        json.WriteString("requestId", RequestId());
        json.WritePropertyName("data");
        data(json);
        json.WriteNull("message");
        json.WriteEndObject();
    }))
    { ErrorCode = code };

    /// <summary>The gateway in front of the APIs sends no <c>data</c>.</summary>
    public Reply Gateway(int status, string code, string description) => new(status, Json.Write(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("result", false);
        json.WriteString("errorCode", code);
        json.WriteString("errorDesc", description);
        json.WriteString("requestId", RequestId());
        json.WriteString("message", description);
        json.WriteEndObject();
    }))
    { ErrorCode = code };

    public Reply ObjectNotFound(DateTimeOffset now) => new(400, Json.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("requestId", RequestId());
        json.WriteBoolean("result", false);
        json.WriteString("instance", now.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("title", "OBJECT_NOT_FOUND");
        json.WriteString("detail", "Requested object not found.");
        json.WriteString("errorDesc", "Requested object not found.");
        json.WriteEndObject();
    }))
    { ErrorCode = "OBJECT_NOT_FOUND" };

    private Guid RequestId()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_random)
        {
            _random.NextBytes(bytes);
        }

        return new Guid(bytes);
    }
}
