using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Documentation;

/// <summary>The code in README and guides is the code that is compiled.</summary>
public sealed partial class SnippetTests
{
    public static TheoryData<string> Pages()
    {
        var root = Root();
        var pages = Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(root, "README.md"));
        return [.. pages.Select(page => Path.GetRelativePath(root, page))];
    }

    [Theory, MemberData(nameof(Pages))]
    public void Code_in_a_page_is_the_code_that_is_compiled(string page)
    {
        var text = File.ReadAllText(Path.Combine(Root(), page)).ReplaceLineEndings("\n");

        // Each block of C# names the region it was copied from.
        Assert.Equal(Regex.Count(text, "^```csharp", RegexOptions.Multiline), Snippet().Count(text));
        foreach (Match snippet in Snippet().Matches(text))
            Assert.Equal(Region(snippet.Groups["file"].Value, snippet.Groups["name"].Value), snippet.Groups["code"].Value.TrimEnd('\n'));
    }

    private static string Region(string file, string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Root(), file));
        var start = Array.FindIndex(lines, line => line.Trim() == $"#region {name}");
        Assert.True(start >= 0, $"{file} has no region {name}. Run eng/update-docs.sh after renaming one.");
        var end = Array.FindIndex(lines, start, line => line.Trim() == "#endregion");
        var region = lines[(start + 1)..end];
        var indent = region.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', region.Select(line => line.Length > indent ? line[indent..].TrimEnd() : "")).Trim('\n');
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sdk.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("<!-- snippet: (?<file>[^#]+)#(?<name>\\S+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
