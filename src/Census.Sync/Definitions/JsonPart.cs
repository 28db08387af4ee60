using System.Text.Json;

namespace Census.Sync.Definitions;

/// <summary>A value of a JSON document that knows where it stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Path">Its JSON path.</param>
internal sealed record JsonPart(JsonValueKind Kind, int Line, string Path)
{
    /// <summary>The text of a string, the digits of a number.</summary>
    public string Text { get; init; } = "";

    /// <summary>The properties of an object, in their order.</summary>
    public IReadOnlyList<(string Name, int Line, JsonPart Value)> Properties { get; init; } = [];

    /// <summary>The elements of an array.</summary>
    public IReadOnlyList<JsonPart> Elements { get; init; } = [];

    /// <summary>The value as it is written in the document.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    public string KindInWords => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
