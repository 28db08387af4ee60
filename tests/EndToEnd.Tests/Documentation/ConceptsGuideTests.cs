using System.Reflection;
using Census.Sync;

namespace EndToEnd.Tests.Documentation;

/// <summary>The guide to the concepts names everything that a report or a metric can show.</summary>
public sealed class ConceptsGuideTests
{
    private static readonly string s_guide = File.ReadAllText(Path.Combine(SnippetTests.Root(), "docs", "guides", "concepts.md"));

    public static TheoryData<string> Names =>
    [
        .. typeof(CensusSyncDiagnostics).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (string)constant.GetRawConstantValue()!).Distinct(),
        .. typeof(SyncRunResult).GetProperties().Where(property => property.PropertyType == typeof(long)).Select(count => count.Name),
        .. Enum.GetNames<SyncRunStatus>(),
        .. Enum.GetNames<RecordIssueKind>().Select(kind => $"{nameof(RecordIssueKind)}.{kind}"),
    ];

    [Theory, MemberData(nameof(Names))]
    public void A_name_is_in_the_guide(string name) => Assert.Contains($"`{name}`", s_guide, StringComparison.Ordinal);
}
