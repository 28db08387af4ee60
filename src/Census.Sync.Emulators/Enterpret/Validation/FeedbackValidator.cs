using System.Collections.Frozen;
using System.Text.Json;

namespace Census.Sync.Emulators.Enterpret;

/// <summary>The rules of a feedback record.</summary>
internal sealed class FeedbackValidator(EnterpretEmulatorOptions options)
{
    // 2000-01-01T00:00:00Z; older records are refused.
    private const long Earliest = 946_684_800;
    private const long FirstOf13Digits = 1_000_000_000_000;
    private static readonly FrozenSet<string> _known = FrozenSet.ToFrozenSet(
        ["id", "fileID", "type", "createdAt", "metadata", "text", "surveyResponse", "conversation", "audioRecording"]);

    /// <summary>The time stamp in seconds, as it is stored.</summary>
    public long Seconds(long createdAt) => options.ConvertMilliseconds && createdAt is >= FirstOf13Digits and < 10 * FirstOf13Digits ? createdAt / 1000 : createdAt;

    public void Check(ItemCheck check, JsonElement record, DateTimeOffset now)
    {
        check.RequiredText(record, "id", "id");
        check.RequiredText(record, "fileID", "fileID");
        string? type = check.RequiredText(record, "type", "type");
        if (check.RequiredInteger(record, "createdAt", "createdAt") is { } createdAt)
        {
            long seconds = Seconds(createdAt);
            if (seconds < Earliest || seconds > now.ToUnixTimeSeconds())
            {
                check.Malformed("createdAt", "must be a time between 2000-01-01 and now");
            }
        }

        if (check.RequiredObject(record, "metadata", "metadata") is { } metadata)
        {
            TypedValues.CheckMetadata(check, metadata, options.MetadataShape);
        }

        CheckContent(check, record, type);
        if (options.RejectUnknownProperties && record.EnumerateObject().FirstOrDefault(static p => !_known.Contains(p.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            check.Malformed(unknown.Name, "is not part of a record");
        }
    }

    private void CheckContent(ItemCheck check, JsonElement record, string? type)
    {
        switch (type)
        {
            case "REVIEW":
                check.RequiredContent(record, "text", "text");
                break;
            case "SURVEY":
                CheckSurvey(check, record);
                break;
            case "CONVERSATION" or "FORUM_CONVERSATION_THREAD":
                CheckConversation(check, record);
                break;
            case "AUDIO_RECORDING":
                CheckAudio(check, record);
                break;
            case { Length: > 0 }:
                check.Malformed("type", "is not a known type");
                break;
        }
    }

    private static void CheckSurvey(ItemCheck check, JsonElement record)
    {
        if (check.RequiredObject(record, "surveyResponse", "surveyResponse") is not { } survey
            || check.RequiredArray(survey, "responses", "surveyResponse.responses") is not { } responses)
        {
            return;
        }

        if (responses.GetArrayLength() == 0)
        {
            check.Malformed("surveyResponse.responses", "must not be empty");
        }

        int i = 0;
        foreach (JsonElement response in responses.EnumerateArray())
        {
            string path = $"surveyResponse.responses[{i++}]";
            if (response.ValueKind != JsonValueKind.Object)
            {
                check.Malformed(path, "must be an object");
                continue;
            }

            check.RequiredText(response, "question", path + ".question");
            bool hasAnswer = ItemCheck.TryGet(response, "answer", out JsonElement answer);
            bool hasOptions = ItemCheck.TryGet(response, "selectedOptions", out JsonElement selected);
            if (!hasAnswer && !hasOptions)
            {
                check.Missing(path + ".answer");
            }

            if (hasAnswer && !IsText(answer) && !IsTextArray(answer))
            {
                check.Malformed(path + ".answer", "must be a text or an array of texts, none of them blank");
            }

            if (hasOptions && !IsTextArray(selected))
            {
                check.Malformed(path + ".selectedOptions", "must be an array of texts, none of them blank");
            }
        }
    }

    private void CheckConversation(ItemCheck check, JsonElement record)
    {
        if (check.RequiredObject(record, "conversation", "conversation") is not { } conversation
            || check.RequiredArray(conversation, "msgs", "conversation.msgs") is not { } messages)
        {
            return;
        }

        // The lenient sanitiser of old integrations drops blank messages; one that is left makes a conversation.
        bool isLegacy = options.Validation == EnterpretValidation.Legacy;
        if (messages.GetArrayLength() == 0 || (isLegacy && messages.EnumerateArray().All(IsBlankMessage)))
        {
            check.Malformed("conversation.msgs", "must not be empty");
        }

        int i = 0;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            string path = $"conversation.msgs[{i++}]";
            if (isLegacy && IsBlankMessage(message))
            {
                continue;
            }

            if (message.ValueKind != JsonValueKind.Object)
            {
                check.Malformed(path, "must be an object");
                continue;
            }

            if (check.RequiredText(message, "actor", path + ".actor") is { Length: > 0 } actor && actor is not ("user" or "agent" or "bot"))
            {
                check.Malformed(path + ".actor", "must be user, agent or bot");
            }

            check.RequiredContent(message, "text", path + ".text");
        }
    }

    private static void CheckAudio(ItemCheck check, JsonElement record)
    {
        if (check.RequiredObject(record, "audioRecording", "audioRecording") is not { } audio)
        {
            return;
        }

        if (check.RequiredText(audio, "audioURL", "audioRecording.audioURL") is { Length: > 0 } url
            && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
        {
            check.Malformed("audioRecording.audioURL", "must be a URL");
        }

        if (ItemCheck.TryGet(audio, "transcript", out JsonElement transcript) && transcript.ValueKind != JsonValueKind.Array)
        {
            check.Malformed("audioRecording.transcript", "must be an array");
        }
    }

    public static bool IsBlankMessage(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("text", out JsonElement text)
        && text.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(text.GetString());

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString());

    private static bool IsTextArray(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsText);
}
