using System.Buffers;
using System.Globalization;
using System.Text;

namespace Census.Sync.Mapping;

/// <summary>A way into a structured value: names of members and positions in lists.</summary>
internal sealed class ValuePath
{
    private static readonly SearchValues<char> s_plainName =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-$");

    private ValuePath(List<Step> steps) => Steps = [.. steps];

    public IReadOnlyList<Step> Steps { get; }

    /// <exception cref="ArgumentException">The path is not well-formed.</exception>
    public static ValuePath Parse(string path)
    {
        var steps = new List<Step>();
        var position = 0;
        while (position < path.Length)
        {
            if (path[position] == '[')
                steps.Add(ReadBrackets(path, ref position));
            else
                steps.Add(ReadName(path, steps.Count > 0, ref position));
        }

        return steps.Count > 0 ? new(steps) : throw Malformed(path, 0, "a path has one step at least");
    }

    /// <summary>The first steps, for people.</summary>
    public string Describe(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var step = Steps[i];
            if (step.Name is null)
                text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            else
                text.Append(i == 0 ? "" : ".").Append(step.Name);
        }

        return text.ToString();
    }

    private static Step ReadName(string path, bool isLater, ref int position)
    {
        if (isLater)
        {
            if (path[position] != '.')
                throw Malformed(path, position, "a point or a bracket is expected");
            position++;
        }

        var start = position;
        while (position < path.Length && s_plainName.Contains(path[position]))
            position++;
        return position > start
            ? new(path[start..position], 0)
            : throw Malformed(path, position, "a name is expected; one of other characters than letters, digits, _, - and $ is quoted: [\"first name\"]");
    }

    private static Step ReadBrackets(string path, ref int position)
    {
        var start = position++;
        var step = position < path.Length && path[position] == '"' ? ReadQuoted(path, ref position) : ReadIndex(path, ref position);
        if (position >= path.Length || path[position] != ']')
            throw Malformed(path, start, "the bracket is not closed, or holds neither a position from 0 nor a name in double quotes");
        position++;
        return step;
    }

    private static Step ReadIndex(string path, ref int position)
    {
        var start = position;
        while (position < path.Length && char.IsAsciiDigit(path[position]))
            position++;
        return int.TryParse(path.AsSpan(start, position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? new(null, index)
            : throw Malformed(path, start, "a position from 0 or a name in double quotes is expected");
    }

    private static Step ReadQuoted(string path, ref int position)
    {
        var start = position++;
        var name = new StringBuilder();
        for (; position < path.Length && path[position] != '"'; position++)
        {
            if (path[position] == '\\' && ++position == path.Length)
                break;
            name.Append(path[position]);
        }

        if (position >= path.Length)
            throw Malformed(path, start, "the quote is not closed");
        position++;
        return new(name.ToString(), 0);
    }

    private static ArgumentException Malformed(string path, int position, string reason) =>
        new($"The path '{path}' is not well-formed at character {position + 1}: {reason}.", nameof(path));

    /// <summary>One step: the name of a member, or a position in a list.</summary>
    public readonly record struct Step(string? Name, int Index);
}
