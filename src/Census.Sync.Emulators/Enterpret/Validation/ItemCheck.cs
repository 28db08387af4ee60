using System.Text.Json;

namespace Census.Sync.Emulators.Enterpret;

/// <summary>Collects what is wrong with one item. What is missing is told before what is malformed.</summary>
internal sealed class ItemCheck(string root, int index)
{
    private string? _missing;
    private string? _malformed;

    public bool IsGood => _missing is null && _malformed is null;

    public void Missing(string path) => _missing ??= $"{root}[{index}].{path} is required";

    public void Malformed(string path, string problem) => _malformed ??= $"{root}[{index}].{path}: {problem}";

    /// <exception cref="EnterpretFault">Something is wrong.</exception>
    public void ThrowIfBad()
    {
        if (_missing is not null)
        {
            throw EnterpretFault.BadRequest(EnterpretFault.MissingRequiredField, _missing);
        }

        if (_malformed is not null)
        {
            throw EnterpretFault.BadRequest(EnterpretFault.InvalidFieldFormat, _malformed);
        }
    }

    /// <summary>A text that must be there and must not be blank.</summary>
    public string? RequiredText(JsonElement holder, string name, string path)
    {
        if (!TryGet(holder, name, out JsonElement value))
        {
            Missing(path);
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Malformed(path, "must be a string");
            return null;
        }

        string text = value.GetString()!;
        if (string.IsNullOrWhiteSpace(text))
        {
            Missing(path);
        }

        return text;
    }

    /// <summary>A text whose absence is one fault and whose blankness is another.</summary>
    public void RequiredContent(JsonElement holder, string name, string path)
    {
        if (!TryGet(holder, name, out JsonElement value))
        {
            Missing(path);
        }
        else if (value.ValueKind != JsonValueKind.String)
        {
            Malformed(path, "must be a string");
        }
        else if (string.IsNullOrWhiteSpace(value.GetString()))
        {
            Malformed(path, "must not be blank");
        }
    }

    public JsonElement? RequiredObject(JsonElement holder, string name, string path) => Required(holder, name, path, JsonValueKind.Object, "must be an object");

    public JsonElement? RequiredArray(JsonElement holder, string name, string path) => Required(holder, name, path, JsonValueKind.Array, "must be an array");

    public long? RequiredInteger(JsonElement holder, string name, string path)
    {
        if (!TryGet(holder, name, out JsonElement value))
        {
            Missing(path);
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number))
        {
            return number;
        }

        Malformed(path, "must be an integer");
        return null;
    }

    /// <summary>Whether a property is there; null counts as absent.</summary>
    public static bool TryGet(JsonElement holder, string name, out JsonElement value) =>
        holder.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private JsonElement? Required(JsonElement holder, string name, string path, JsonValueKind kind, string problem)
    {
        if (!TryGet(holder, name, out JsonElement value))
        {
            Missing(path);
            return null;
        }

        if (value.ValueKind == kind)
        {
            return value;
        }

        Malformed(path, problem);
        return null;
    }
}
