using System.Text.Json;

namespace Enterpret.Client;

/// <summary>Writes the content of a survey response, answer by answer.</summary>
internal ref struct SurveyJson(RecordWriter json)
{
    private int _count;

    /// <summary>Writes an answer.</summary>
    /// <returns>The rule that it breaks, or null. What was written before is then worthless.</returns>
    public RecordFault? Write(string question, IReadOnlyList<string> answers, IReadOnlyList<string> options)
    {
        json.Raw(_count == 0 ? ",\"surveyResponse\":{\"responses\":["u8 : ","u8);
        if (string.IsNullOrWhiteSpace(question))
            return Required("question");
        if (answers.Count == 0 && options.Count == 0)
            return Required("answer");

        json.Raw("{\"question\":"u8);
        json.Text(question);
        if (answers.Count > 0)
        {
            json.Raw(",\"answer\":"u8);
            if (!TryWriteTexts(json, answers, isList: answers.Count > 1))
                return Required("answer");
        }

        if (options.Count > 0)
        {
            json.Raw(",\"selectedOptions\":"u8);
            if (!TryWriteTexts(json, options, isList: true))
                return Required("selectedOptions");
        }

        json.Raw("}"u8);
        _count++;
        return null;
    }

    /// <summary>Ends the content.</summary>
    public readonly RecordFault? End()
    {
        if (_count == 0)
            return RecordFault.Required("surveyResponse.responses", "surveyResponse.responses");
        json.Raw("]}"u8);
        return null;
    }

    public static IReadOnlyList<EnterpretSurveyAnswer> Read(JsonElement json) =>
    [
        .. json.GetProperty("surveyResponse"u8).GetProperty("responses"u8).EnumerateArray().Select(response =>
            new EnterpretSurveyAnswer(RecordJson.Text(response, "question"u8), Texts(response, "answer"u8))
            {
                SelectedOptions = Texts(response, "selectedOptions"u8),
            }),
    ];

    private static bool TryWriteTexts(RecordWriter json, IReadOnlyList<string> texts, bool isList)
    {
        if (isList)
            json.Raw("["u8);
        for (var i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]))
                return false;
            if (i > 0)
                json.Raw(","u8);
            json.Text(texts[i]);
        }

        if (isList)
            json.Raw("]"u8);
        return true;
    }

    private static IReadOnlyList<string> Texts(JsonElement json, ReadOnlySpan<byte> name) => !json.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(text => text.GetString() ?? throw new JsonException("A text is null."))]
        : [RecordJson.Text(json, name)];

    private readonly RecordFault Required(string property)
    {
        var path = $"surveyResponse.responses[{_count}].{property}";
        return RecordFault.Required(path, path);
    }
}
