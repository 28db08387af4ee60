using System.Text;
using Census.Sync.Mapping;

namespace Census.Sync.Tests.Mapping;

/// <summary>The table of casts in docs/guides/mappings.md is the one that the engine follows.</summary>
public sealed class MappingsGuideTests
{
    [Fact]
    public void The_guide_shows_the_table_of_casts()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sdk.sln")))
            folder = folder.Parent!;
        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "guides", "mappings.md")).ReplaceLineEndings("\n");

        Assert.Contains(Table(), page, StringComparison.Ordinal);
    }

    private static string Table()
    {
        FieldType[] types = [.. Enum.GetValues<FieldType>().Where(type => type != FieldType.Any)];
        var text = new StringBuilder("| from, to |");
        foreach (var to in types)
            text.Append(' ').Append(to).Append(" |");
        text.Append("\n|---|").Insert(text.Length, "---|", types.Length).Append('\n');
        foreach (var from in types)
        {
            text.Append("| ").Append(from).Append(" |");
            foreach (var to in types)
                text.Append(' ').Append(CastTable.Of(from, false, to, false) is var cast && cast == FieldCast.Impossible ? "no" : cast.ToString().ToLowerInvariant()).Append(" |");
            text.Append('\n');
        }

        return text.ToString();
    }
}
