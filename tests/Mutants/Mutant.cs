namespace Census.Sync.Mutants;

/// <summary>A fault that is put into the engine to see that a test fails.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Fault">What the engine does wrong then.</param>
/// <param name="File">The file, below <c>src/Census.Sync</c>.</param>
/// <param name="Original">What stands there, once.</param>
/// <param name="Replacement">What is put in its place.</param>
/// <param name="Tests">The classes of <c>tests/Census.Sync.Tests</c> of which one has to fail.</param>
/// <param name="Survives">Why none does; null if one has to.</param>
internal sealed record Mutant(string Id, string Fault, string File, string Original, string Replacement, IReadOnlyList<string> Tests, string? Survives)
{
    /// <summary>Puts it into the text of its file; null unless the original stands there just once.</summary>
    public string? ApplyTo(string text)
    {
        var at = text.IndexOf(Original, StringComparison.Ordinal);
        return at >= 0 && text.IndexOf(Original, at + 1, StringComparison.Ordinal) < 0
            ? string.Concat(text.AsSpan(0, at), Replacement, text.AsSpan(at + Original.Length))
            : null;
    }

    /// <summary>Reads a list: see <c>Lists/README.md</c>.</summary>
    /// <exception cref="FormatException">It is not well-formed.</exception>
    public static IEnumerable<Mutant> ReadList(string path)
    {
        foreach (var part in System.IO.File.ReadAllText(path).ReplaceLineEndings("\n").Split("\n[", StringSplitOptions.None).Skip(1))
        {
            var lines = part.TrimEnd().Split('\n');
            if (lines[0].Split("] ", 2) is not [var id, var fault])
                throw new FormatException($"{path}: '{lines[0]}' has no fault.");
            var (file, original) = (Text("file: "), Text("- "));
            if (file.Length == 0 || original.Length == 0)
                throw new FormatException($"{path}: [{id}] names no file, or nothing that is replaced.");
            yield return new(id, fault, file, original, Text("+ "), Text("tests: ").Split(", "), Text("survives: ") is { Length: > 0 } reason ? reason : null);

            // The blank behind a sign is not there where a line is empty.
            string Text(string beginning) => string.Join(
                '\n', lines.Skip(1).Where(line => line.StartsWith(beginning.TrimEnd(), StringComparison.Ordinal)).Select(line => line.Length < beginning.Length ? "" : line[beginning.Length..]));
        }
    }
}
