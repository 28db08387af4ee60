using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Documentation;

/// <summary>The tests that the page of complaints names are there.</summary>
public sealed partial class ComplaintsPageTests
{
    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var root = SnippetTests.Root();
        var named = Name().Matches(File.ReadAllText(Path.Combine(root, "docs", "complaints.md"))).Select(match => (Class: match.Groups[1].Value, Test: match.Groups[2].Value)).ToList();
        var files = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension, File.ReadAllText);

        Assert.InRange(named.Count, 30, 100);
        Assert.All(named, name => Assert.Contains(files[name.Class], text => text.Contains($" {name.Test}(", StringComparison.Ordinal)));
    }

    [GeneratedRegex("`([A-Za-z]+Tests)\\.([A-Za-z_0-9]+)`")]
    private static partial Regex Name();
}
