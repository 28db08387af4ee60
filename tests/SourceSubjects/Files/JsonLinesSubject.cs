using System.Text.Encodings.Web;
using System.Text.Json;
using Census.Sync.TestUtilities;

namespace Census.Sync.SourceSubjects;

/// <summary>A file of JSON lines. Cells are JSON.</summary>
public sealed class JsonLinesSubject : SourceSubject
{
    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TemporaryFolder _folder = new();
    private SourceTable _table = new([], []);
    private bool _fails;

    public override string TextType => "text";

    public override IReadOnlyList<SourceType> Types =>
    [
        new(
            "number",
            FieldType.Any,
            ("-9223372036854775808", "Integer -9223372036854775808"),
            ("18446744073709551615", "Decimal 18446744073709551615"),
            ("1e-30", "BigDecimal 0.000000000000000000000000000001"),
            ("12345678901234567890123456789012345.1", "BigDecimal 12345678901234567890123456789012345.1"),
            ("-0", "Integer 0")),
        new("truth", FieldType.Any, ("true", "Boolean true"), ("false", "Boolean false")),
        new("list", FieldType.Any, ("[]", "Array []"), ("[1,\"a\",null,true]", "Array [1,\"a\",null,true]")),
        new("object", FieldType.Any, ("{}", "Json {}"), ("{\"a\":[1,{\"b\":null}]}", "Json {\"a\":[1,{\"b\":null}]}"), ("[[1]]", "Json [[1]]")),
        new("text", FieldType.Any, [.. OddTexts.Select(text => (Text(text), $"String {text}"))]),
    ];

    private string File => _folder.File("data.jsonl");

    public override string Text(string text) => JsonSerializer.Serialize(text, s_relaxed);

    public override ValueTask HoldAsync(SourceTable table)
    {
        _table = table;
        using var writer = new StreamWriter(File);
        foreach (var row in table.Rows)
            writer.Write($"{{{string.Join(',', table.Columns.Zip(row, (column, cell) => $"{Text(column.Name)}:{cell ?? "null"}"))}}}\n");
        return default;
    }

    public override SyncSource Connect()
    {
        // Without a line there is nothing that tells the names.
        var options = new JsonLinesSourceOptions { Fields = _table.Rows.Count > 0 ? null : [.. _table.Columns.Select(column => new SchemaField(column.Name))] };
        return _fails ? new JsonLinesSource(_ => new(new FailingStream(File)), options) : new JsonLinesSource(File, options);
    }

    public override SyncSource ConnectNowhere() => new JsonLinesSource(_folder.File("missing.jsonl"));

    public override ValueTask FailInTheMiddleAsync()
    {
        _fails = true;
        return default;
    }

    public override ValueTask<int> CountOpenAsync() => new(OpenFiles.Count(File));

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    // A disk that cannot be read behind its middle.
    private sealed class FailingStream(string path) : FileStream(path, FileMode.Open, FileAccess.Read)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Position < Length / 2
            ? base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Length / 4)], cancellationToken)
            : throw new IOException("The disk is broken.");

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();
    }
}
