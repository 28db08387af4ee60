using System.Text.Json;
using Census.Sync;

namespace Enterpret.Client;

/// <summary>Reads the messages of a conversation from one column.</summary>
internal static class MessageColumn
{
    /// <summary>Reads messages from JSON, as a document or as text, or from a list of JSON objects. Other properties of a message are passed over.</summary>
    public static bool TryRead(in FieldValue value, out IReadOnlyList<EnterpretMessage> messages)
    {
        messages = [];
        var json = value.Kind switch
        {
            FieldValueKind.String or FieldValueKind.Json => value.AsString(),
            FieldValueKind.Array when AllJson(value.AsArray()) => value.ToText(),
            _ => null,
        };
        if (json is null)
            return false;
        try
        {
            using var document = JsonDocument.Parse(json);
            messages = ConversationJson.ReadMessages(document.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not passed on: its message may quote the document.
            return false;
        }
    }

    private static bool AllJson(ReadOnlySpan<FieldValue> elements)
    {
        foreach (ref readonly var element in elements)
        {
            if (element.Kind != FieldValueKind.Json)
                return false;
        }

        return true;
    }
}
