using System.Text.Json;
using System.Text.Json.Nodes;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Enterpret;

/// <summary>The four calls, in the order of checks: body size, JSON, root, number of items, each item; then everything is stored or nothing.</summary>
internal sealed class Ingestion(EnterpretStore store, EnterpretEmulatorOptions options)
{
    private readonly FeedbackValidator _feedback = new(options);
    private readonly EntityValidator _entity = new(options);

    /// <returns>Whether the contents changed.</returns>
    /// <exception cref="EnterpretFault">The request is refused.</exception>
    public bool Run(string kind, string source, CallRequest request, DateTimeOffset now)
    {
        if (request.BodyLength > options.EffectiveMaxBodyBytes)
        {
            throw new EnterpretFault(413, "ErrCodePayloadTooLarge", $"the request body exceeds {options.EffectiveMaxBodyBytes} bytes");
        }

        bool isDelete = kind == EnterpretVendor.Delete;
        string root = isDelete ? "ids" : kind;
        JsonElement items = Items(request.Root, root);
        int most = kind == EnterpretStore.Records ? options.EffectiveMaxRecords : isDelete ? options.MaxIdsPerCall : options.MaxEntitiesPerCall;
        if (items.GetArrayLength() > most)
        {
            throw EnterpretFault.BadRequest("ErrCodeExceededBatchLimit", $"{root} holds more than {most} items");
        }

        return isDelete ? Delete(items, now) : Store(kind, source, Good(kind, items, now), now);
    }

    private static JsonElement Items(JsonElement body, string root)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw EnterpretFault.BadRequest(EnterpretFault.InvalidRequestArgument, "the request body must be a JSON object");
        }

        if (!ItemCheck.TryGet(body, root, out JsonElement items))
        {
            throw EnterpretFault.BadRequest(EnterpretFault.MissingRequiredField, $"{root} is required");
        }

        if (items.ValueKind != JsonValueKind.Array)
        {
            throw EnterpretFault.BadRequest(EnterpretFault.InvalidFieldFormat, $"{root} must be an array");
        }

        return items.GetArrayLength() > 0 ? items : throw EnterpretFault.BadRequest(EnterpretFault.InvalidRequestArgument, $"{root} must not be empty");
    }

    private List<JsonElement> Good(string kind, JsonElement items, DateTimeOffset now)
    {
        var good = new List<JsonElement>();
        int index = 0;
        foreach (JsonElement item in items.EnumerateArray())
        {
            var check = new ItemCheck(kind, index++);
            if (item.ValueKind != JsonValueKind.Object)
            {
                check.Malformed("", "must be an object");
            }
            else if (kind == EnterpretStore.Records)
            {
                _feedback.Check(check, item, now);
            }
            else
            {
                _entity.Check(check, item);
            }

            if (check.IsGood)
            {
                good.Add(item);
            }
            else if (options.Validation == EnterpretValidation.Strict)
            {
                check.ThrowIfBad();
            }
        }

        return good;
    }

    private bool Store(string kind, string source, List<JsonElement> items, DateTimeOffset now)
    {
        var stored = new List<(ItemKey, byte[])>();
        foreach (JsonElement item in items)
        {
            var key = new ItemKey(kind, source, item.GetProperty("id").GetString()!);
            byte[]? json = kind == EnterpretStore.Records ? Record(item, store.Find(key)) : Entity(item, store.Find(key));
            if (json is not null)
            {
                store.Put(key, json, now);
                stored.Add((key, json));
            }
        }

        store.Save(kind, source, stored, now);
        return stored.Count > 0;
    }

    /// <summary>Null when the record is skipped.</summary>
    private byte[]? Record(JsonElement item, StoredItem? known)
    {
        long createdAt = _feedback.Seconds(item.GetProperty("createdAt").GetInt64());
        if (known is not null)
        {
            if (options.Duplicates == EnterpretDuplicates.Skip)
            {
                return null;
            }

            using var before = JsonDocument.Parse(known.Json);
            createdAt = before.RootElement.GetProperty("createdAt").GetInt64();
        }

        string content = item.GetProperty("type").GetString() switch
        {
            "REVIEW" => "text",
            "SURVEY" => "surveyResponse",
            "AUDIO_RECORDING" => "audioRecording",
            _ => "conversation",
        };
        return Json.Write(json =>
        {
            json.WriteStartObject();
            foreach (string name in (ReadOnlySpan<string>)["id", "fileID", "type"])
            {
                json.WritePropertyName(name);
                item.GetProperty(name).WriteTo(json);
            }

            json.WriteNumber("createdAt", createdAt);
            json.WritePropertyName(content);
            WriteContent(json, item.GetProperty(content));
            json.WritePropertyName("metadata");
            item.GetProperty("metadata").WriteTo(json);
            json.WriteEndObject();
        }).ToArray();
    }

    private void WriteContent(Utf8JsonWriter json, JsonElement content)
    {
        if (options.Validation == EnterpretValidation.Strict || content.ValueKind != JsonValueKind.Object || !content.TryGetProperty("msgs", out JsonElement messages))
        {
            content.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        json.WriteStartArray("msgs");
        foreach (JsonElement message in messages.EnumerateArray().Where(static message => !FeedbackValidator.IsBlankMessage(message)))
        {
            message.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private byte[] Entity(JsonElement item, StoredItem? known)
    {
        JsonObject attributes = JsonObject.Create(item.GetProperty("attributes"))!;
        if (known is not null && options.AttributeUpdate == EnterpretAttributeUpdate.Merge)
        {
            foreach ((string name, JsonNode? value) in EnterpretStore.ToJson(known.Json)["attributes"]!.AsObject().Where(pair => !attributes.ContainsKey(pair.Key)))
            {
                attributes[name] = value?.DeepClone();
            }
        }

        return Json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", item.GetProperty("id").GetString());
            json.WritePropertyName("attributes");
            attributes.WriteTo(json);
            json.WriteNumber("createdAt", item.GetProperty("createdAt").GetInt64());
            json.WriteEndObject();
        }).ToArray();
    }

    private bool Delete(JsonElement items, DateTimeOffset now)
    {
        int index = 0;
        foreach (JsonElement id in items.EnumerateArray())
        {
            if (id.ValueKind == JsonValueKind.Null || (id.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(id.GetString())))
            {
                throw EnterpretFault.BadRequest(EnterpretFault.MissingRequiredField, $"ids[{index}] is required");
            }

            if (id.ValueKind != JsonValueKind.String)
            {
                throw EnterpretFault.BadRequest(EnterpretFault.InvalidFieldFormat, $"ids[{index}] must be a string");
            }

            index++;
        }

        store.DeleteLater([.. items.EnumerateArray().Select(static id => id.GetString()!)], now + options.DeleteDelay);
        store.RunDue(now);
        return true;
    }
}
