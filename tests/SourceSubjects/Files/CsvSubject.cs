using System.Text;
using Census.Sync.TestUtilities;

namespace Census.Sync.SourceSubjects;

public sealed class CsvSubject : SourceSubject
{
    private readonly TemporaryFolder _folder = new();

    public override string TextType => "text";

    // What is no text is none in a file either: all there is to keep are texts, and an empty one is null.
    public override IReadOnlyList<SourceType> Types =>
    [
        new("text", FieldType.String, [.. OddTexts.Where(text => text.Length > 0).Select(text => (Text(text), $"String {text}"))]),
        new("unquoted", FieldType.String, ("00123", "String 00123"), (" 1.50 ", "String  1.50 "), ("it's", "String it's")),
    ];

    private string File => _folder.File("data.csv");

    public override string Text(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public override ValueTask HoldAsync(SourceTable table)
    {
        using var writer = new StreamWriter(File, append: false, new UTF8Encoding(false));
        writer.Write(string.Join(',', table.Columns.Select(column => Text(column.Name))) + "\n");
        foreach (var row in table.Rows)
            writer.Write(string.Join(',', row) + "\n");
        return default;
    }

    public override SyncSource Connect() => new CsvSource(File);

    public override SyncSource ConnectNowhere() => new CsvSource(_folder.File("missing.csv"));

    public override ValueTask FailInTheMiddleAsync()
    {
        // A byte that is no UTF-8.
        using var file = new FileStream(File, FileMode.Open);
        file.Position = file.Length / 2;
        file.WriteByte(0xFF);
        return default;
    }

    public override ValueTask<int> CountOpenAsync() => new(OpenFiles.Count(File));

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }
}
