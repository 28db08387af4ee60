using System.Globalization;
using System.Text.Json;

namespace Census.Sync.Definitions;

/// <summary>Reads the properties of an object and adds what is wrong with them to the problems. A value that is wrong is read as its default.</summary>
internal sealed class PropertyReader
{
    private readonly JsonPart _part;
    private readonly DefinitionProblems _problems;
    private readonly List<string> _known = [];

    private PropertyReader(JsonPart part, DefinitionProblems problems) => (_part, _problems) = (part, problems);

    public JsonPart Part => _part;

    /// <summary>Returns the reader of a value, or null if it is no object.</summary>
    public static PropertyReader? Of(JsonPart part, DefinitionProblems problems)
    {
        if (part.Kind == JsonValueKind.Object)
            return new(part, problems);
        problems.Add(part, $"An object belongs here, not {part.KindInWords}.");
        return null;
    }

    public JsonPart? Find(string name)
    {
        if (!_known.Contains(name))
            _known.Add(name);
        foreach (var property in _part.Properties)
        {
            if (property.Name == name)
                return property.Value;
        }

        return null;
    }

    public JsonPart? Required(string name)
    {
        var value = Find(name);
        if (value is null)
            _problems.Add(_part, $"The property '{name}' is missing.");
        return value;
    }

    public PropertyReader? Object(string name, bool required = false) =>
        (required ? Required(name) : Find(name)) is { } value ? Of(value, _problems) : null;

    public IReadOnlyList<JsonPart> List(string name, bool required = false)
    {
        var value = required ? Required(name) : Find(name);
        return value is null || Is(value, JsonValueKind.Array, "A list") ? value?.Elements ?? [] : [];
    }

    public string? Text(string name, bool required = false, bool mayBeBlank = false) =>
        (required ? Required(name) : Find(name)) is { } value ? TextOf(value, _problems, mayBeBlank) : null;

    /// <summary>Returns a text that is neither empty nor blank, unless it may be.</summary>
    public static string? TextOf(JsonPart value, DefinitionProblems problems, bool mayBeBlank = false)
    {
        if (value.Kind != JsonValueKind.String)
            problems.Add(value, $"Text belongs here, not {value.KindInWords}.");
        else if (!mayBeBlank && string.IsNullOrWhiteSpace(value.Text))
            problems.Add(value, "The text is empty.");
        else
            return value.Text;
        return null;
    }

    public bool Flag(string name, bool otherwise)
    {
        var value = Find(name);
        if (value is null || value.Kind is JsonValueKind.True or JsonValueKind.False)
            return value is null ? otherwise : value.Kind == JsonValueKind.True;
        _problems.Add(value, $"True or false belongs here, not {value.KindInWords}.");
        return otherwise;
    }

    public double Share(string name, double otherwise)
    {
        if (Find(name) is not { } value || !Is(value, JsonValueKind.Number, "A number"))
            return otherwise;
        if (double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1)
            return share;
        _problems.Add(value, "The share is a number from 0 to 1.");
        return otherwise;
    }

    public long Count(string name, long otherwise)
    {
        if (Find(name) is not { } value || !Is(value, JsonValueKind.Number, "A number"))
            return otherwise;
        if (long.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return count;
        _problems.Add(value, "A whole number that is not negative belongs here.");
        return otherwise;
    }

    public int Positive(string name, int otherwise)
    {
        if (Find(name) is not { } value || !Is(value, JsonValueKind.Number, "A number"))
            return otherwise;
        if (int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            return count;
        _problems.Add(value, $"A whole number from 1 to {int.MaxValue} belongs here.");
        return otherwise;
    }

    /// <summary>Reads a time span as .NET writes it: hours, minutes and seconds, with days before them.</summary>
    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan shortest, TimeSpan longest)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var duration) && duration >= shortest && duration <= longest)
            return duration;
        _problems.Add(Find(name)!, $"A time like 12:00:00, or 7.00:00:00 for days, belongs here, from {shortest:c} to {longest:c}.");
        return otherwise;
    }

    public bool IsNull(string name) => Find(name) is { Kind: JsonValueKind.Null };

    public T? Word<T>(string name, Words<T> words, bool required = false, string? what = null)
        where T : struct, Enum
    {
        if ((required ? Required(name) : Find(name)) is not { } value || TextOf(value, _problems) is not { } text)
            return null;
        if (words.ValueOf(text) is { } found)
            return found;
        _problems.Add(value, $"There is no {what ?? name} '{text}'. It is one of: {string.Join(", ", words.All)}.");
        return null;
    }

    /// <summary>Adds the properties that nobody asked for. The last thing to be called.</summary>
    public void End()
    {
        foreach (var (name, line, value) in _part.Properties)
        {
            if (!_known.Contains(name))
                _problems.Add(line, value.Path, $"There is no property '{name}' here. The properties are: {string.Join(", ", _known)}.");
        }
    }

    private bool Is(JsonPart value, JsonValueKind kind, string wanted)
    {
        if (value.Kind == kind)
            return true;
        _problems.Add(value, $"{wanted} belongs here, not {value.KindInWords}.");
        return false;
    }
}
