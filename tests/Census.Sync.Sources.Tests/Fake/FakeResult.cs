namespace Census.Sync.Sources.Tests.Fake;

/// <summary>What a statement returns.</summary>
internal sealed record FakeResult(FakeColumn[] Columns, IEnumerable<object?[]> Rows)
{
    public static FakeResult Empty { get; } = new([], []);

    /// <summary>A result of one row with one column.</summary>
    public static FakeResult Of(object? value, string typeName = "int", Type? type = null, int? precision = null) =>
        new([new("v", typeName, type ?? value?.GetType() ?? typeof(object), precision)], [[value]]);
}
