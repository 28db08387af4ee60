using System.Text.Json;

namespace Census.Sync.Emulators.Control;

/// <summary>A fault rule as JSON.</summary>
internal static class FaultJson
{
    /// <summary>Reads a rule and adds it.</summary>
    /// <exception cref="ArgumentException">A property is unknown, missing or of the wrong kind.</exception>
    public static void Add(FaultScript script, JsonElement json)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Name is not ("kind" or "path" or "method" or "nth" or "count" or "probability" or "status" or "seconds" or "afterCommit"
                or "keep" or "bytes" or "location" or "body" or "contentType" or "errorCode"))
            {
                throw new ArgumentException($"A fault has no property '{property.Name}'.", nameof(json));
            }
        }

        int? count = json.TryGetProperty("count", out JsonElement value) && value.ValueKind == JsonValueKind.Null ? null : Number(json, "count") ?? 1;
        script.Add(Read(json), Text(json, "path"), Text(json, "method"), Number(json, "nth") ?? 1, count, Fraction(json, "probability") ?? 1);
    }

    public static void Write(Utf8JsonWriter json, FaultRule rule)
    {
        json.WriteStartObject();
        json.WriteString("kind", Name(rule.Fault.Kind));
        json.WriteString("path", rule.Path);
        json.WriteString("method", rule.Method);
        json.WriteNumber("nth", rule.Nth);
        if (rule.Count is { } count)
        {
            json.WriteNumber("count", count);
        }
        else
        {
            json.WriteNull("count");
        }

        json.WriteNumber("probability", rule.Probability);
        json.WriteNumber("hits", rule.Hits);
        json.WriteEndObject();
    }

    private static Fault Read(JsonElement json)
    {
        TimeSpan? time = Fraction(json, "seconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        string kind = Text(json, "kind") ?? throw new ArgumentException("A fault needs a 'kind'.", nameof(json));
        return kind switch
        {
            "tooManyRequests" => Fault.TooManyRequests(time),
            "html" => Fault.Html(Number(json, "status") ?? 502),
            "serverError" => Fault.ServerError(),
            "unauthorized" => Fault.Unauthorized(),
            "redirect" => Fault.Redirect(new Uri(Text(json, "location") ?? "https://elsewhere.invalid/", UriKind.Absolute)),
            "custom" => Fault.Reply(Number(json, "status") ?? 500, Text(json, "body") ?? "", Text(json, "contentType") ?? "application/json"),
            "cutBeforeCommit" => Fault.CutBeforeCommit(),
            "cutAfterCommit" => Fault.CutAfterCommit(),
            "commitAfterCut" => Fault.CommitAfterCut(time),
            "cutInBody" => Fault.CutInBody(),
            "hang" => Fault.Hang(time, json.TryGetProperty("afterCommit", out JsonElement after) && after.GetBoolean()),
            "slowBody" => Fault.SlowBody(time ?? TimeSpan.FromSeconds(1), Number(json, "bytes") ?? 16),
            "noAcknowledgement" => Fault.NoAcknowledgement(Number(json, "keep") ?? 0),
            "resultFalse" => Fault.ResultFalse(Text(json, "errorCode") ?? "GU_1101"),
            "malformedJson" => Fault.MalformedJson(),
            "oversizedBody" => Fault.OversizedBody(Number(json, "bytes") ?? 1 << 20),
            _ => throw new ArgumentException($"There is no fault of kind '{kind}'.", nameof(json)),
        };
    }

    private static string Name(FaultKind kind)
    {
        string name = kind.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static int? Number(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : null;

    private static double? Fraction(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;
}
