using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Census.Sync.Sources;

/// <summary>Reads the settings of a section and collects everything that is wrong with them, by path and never with a value: a value may be a secret in the wrong place.</summary>
internal sealed class SettingsReader(IConfiguration section)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _told = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _problems = [];

    /// <summary>Returns a text; null if it is not there, or blank.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        return section[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
    }

    /// <summary>Returns a number, a time, or true or false.</summary>
    public T Value<T>(string name, T otherwise)
        where T : struct, ISpanParsable<T> => Optional<T>(name) ?? otherwise;

    /// <summary>Returns a number, a time, or true or false; null if it is not there.</summary>
    public T? Optional<T>(string name)
        where T : struct, ISpanParsable<T>
    {
        if (Text(name) is not { } text)
            return null;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value))
            return value;
        Add(name, typeof(T) == typeof(TimeSpan) ? "This is no time. Write 01:30:00 for an hour and a half." : typeof(T) == typeof(bool) ? "True or false belongs here." : "A whole number belongs here.");
        return null;
    }

    public Uri? Address(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address))
            return address;
        Add(name, "This is no address. Write it with https://.");
        return null;
    }

    /// <summary>Returns the values of a list; null if it is not there.</summary>
    public IReadOnlyList<string>? List(string name)
    {
        _known.Add(name);
        var values = section.GetSection(name).GetChildren().Select(child => child.Value).OfType<string>().ToList();
        return values.Count == 0 ? null : values;
    }

    /// <summary>Returns the words of an enumeration by name.</summary>
    public IReadOnlyDictionary<string, T> Words<T>(string name)
        where T : struct, Enum
    {
        _known.Add(name);
        var words = new Dictionary<string, T>();
        foreach (var child in section.GetSection(name).GetChildren())
        {
            if (Enum.TryParse<T>(child.Value, ignoreCase: true, out var word) && Enum.IsDefined(word))
                words[child.Key] = word;
            else
                Add($"{name}:{child.Key}", $"One of these belongs here: {string.Join(", ", Enum.GetNames<T>())}.");
        }

        return words;
    }

    /// <summary>Makes something of settings that refuses what it cannot be made of.</summary>
    public T? Make<T>(string name, Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Exceptions of files and keys name the type only: their text may quote what was read.
            Add(name, e is ArgumentException { ParamName: { } parameter } ? e.Message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal) : $"It cannot be read ({e.GetType().Name}).");
            return null;
        }
    }

    public void Add(string name, string problem)
    {
        _told.Add(name);
        _problems.Add($"{PathOf(name)}: {problem}");
    }

    /// <summary>Adds what the options themselves find, and the settings that nobody asked for. The last thing to be called.</summary>
    public IReadOnlyList<string> End(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            // What could not be read is not missing besides.
            if (!_told.Contains(problem.Split(':')[0]))
                _problems.Add(PathOf(problem));
        }

        foreach (var child in section.GetChildren())
        {
            if (!_known.Contains(child.Key))
                Add(child.Key, $"There is no such setting. The settings are: {string.Join(", ", _known)}.");
        }

        return _problems;
    }

    private string PathOf(string name) => section is IConfigurationSection { Path: { Length: > 0 } path } ? $"{path}:{name}" : name;
}
