namespace Census.Sync.ConformanceTests;

public sealed class ModelSourceSubject(SourceDefect defect) : SourceSubject, IStatementServer
{
    private readonly ModelTables _tables = new();

    public override string TextType => "text";

    public override IReadOnlyList<SourceType> Types { get; } =
    [
        new("number", FieldType.Decimal, ("9223372036854775807", "Integer 9223372036854775807"), ("1.10", "Decimal 1.1"), (new string('9', 40), $"BigDecimal {new string('9', 40)}")),
        new("flag", FieldType.Boolean, ("yes", "Boolean true"), ("no", "Boolean false")),
        new("text", FieldType.String, [.. OddTexts.Select(text => (text, $"String {text}"))]),
    ];

    public override string Text(string text) => text;

    public override ValueTask HoldAsync(SourceTable table)
    {
        _tables.Table = table;
        return default;
    }

    public override SyncSource Connect() => new ModelSource(_tables, defect);

    public override SyncSource ConnectNowhere() => new ModelSource(null, defect);

    public override ValueTask FailInTheMiddleAsync()
    {
        _tables.FailsAt = SyncSourceConformance.ManyRecords / 2;
        return default;
    }

    public ValueTask HoldEndlessAsync()
    {
        _tables.IsEndless = true;
        return default;
    }

    public ValueTask<int> CountRunningAsync() => new(_tables.Running);

    public override ValueTask<int> CountOpenAsync() => new(_tables.Open);

    public override ValueTask DisposeAsync() => default;
}
