using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Census.Sync.Emulators.Calls;

/// <summary>Writing and reading JSON without reflection.</summary>
internal static class Json
{
    // As the vendors write it: text is not escaped beyond what JSON demands.
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write<TState>(TState state, Action<Utf8JsonWriter, TState> write, int capacity = 256)
    {
        var buffer = new ArrayBufferWriter<byte>(capacity);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(json, state);
        }

        return buffer.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write) => Write(write, static (json, body) => body(json));

    /// <summary>The text of a scalar, for identifiers and messages; null for everything else.</summary>
    public static string? Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => null,
    };

    public static string? StringProperty(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
