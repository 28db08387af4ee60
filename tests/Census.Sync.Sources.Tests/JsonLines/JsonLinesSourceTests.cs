using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Tests;

public sealed class JsonLinesSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Each_kind_of_value_is_kept()
    {
        var outcome = await Source(
            """{"s":"Grüße \u00e9 \n","i":9223372036854775807,"d":1.50,"big":123456789012345678901234567890.123,"e":1e3,"t":true,"f":false,"n":null,"o":{"b": [1]},"a":["x",1,null],"nested":[[1],2],"empty":[],"none":{}}""").ReadAsync();

        var row = Assert.Single(outcome.Rows);
        Assert.Equal(
            [
                FieldValueKind.String, FieldValueKind.Integer, FieldValueKind.Decimal, FieldValueKind.BigDecimal, FieldValueKind.Decimal,
                FieldValueKind.Boolean, FieldValueKind.Boolean, FieldValueKind.Null, FieldValueKind.Json, FieldValueKind.Array,
                FieldValueKind.Json, FieldValueKind.Array, FieldValueKind.Json,
            ],
            row.Select(value => value.Kind));
        Assert.Equal(
            ["Grüße é \n", "9223372036854775807", "1.5", "123456789012345678901234567890.123", "1000", "true", "false", "", "{\"b\": [1]}", "[\"x\",1,null]", "[[1],2]", "[]", "{}"],
            row.Select(value => value.ToText()));
    }

    [Fact]
    public async Task Fields_are_those_of_the_first_lines_in_the_order_of_their_appearance()
    {
        var outcome = await Source("{\"b\":1}\n{\"a\":2,\"b\":3}\n{\"c\":null}\n").ReadAsync();

        Assert.Equal(["b", "a", "c"], outcome.Schema.Select(field => field.Name));
        Assert.Equal(["1|(absent)|(absent)", "3|2|(absent)", "(absent)|(absent)|(null)"], outcome.Texts);
    }

    [Fact]
    public async Task Properties_that_appear_after_the_sample_are_left_out()
    {
        var outcome = await Source("{\"a\":1}\n{\"a\":2,\"late\":{\"x\":[1]}}\n{\"late\":0,\"a\":3}\n", new() { SampleLines = 1 }).ReadAsync();

        Assert.Equal(["a"], outcome.Schema.Select(field => field.Name));
        Assert.Equal(["1", "2", "3"], outcome.Texts);
        Assert.Empty(outcome.Errors);
    }

    [Fact]
    public async Task Fields_can_be_named_and_typed()
    {
        var outcome = await Source("{\"b\":1,\"a\":2}\n", new() { Fields = [new("a", FieldType.Integer), new("later")] }).ReadAsync();

        Assert.Equal([new("a", FieldType.Integer), new("later")], outcome.Schema.ToList());
        Assert.Equal(["2|(absent)"], outcome.Texts);
    }

    [Fact]
    public async Task Windows_line_breaks_blank_lines_a_byte_order_mark_and_a_missing_last_break_are_fine()
    {
        var outcome = await Source("\uFEFF{\"a\":1}\r\n\r\n  \n{\"a\":2}\r\n{\"a\":3}").ReadAsync();

        Assert.Equal(["1", "2", "3"], outcome.Texts);
        Assert.Empty(outcome.Errors);
    }

    [Theory]
    [InlineData("{\"a\":1", "It is not well-formed JSON.")]
    [InlineData("{\"a\":1} {\"a\":2}", "It is not well-formed JSON.")]
    [InlineData("canary", "It is not well-formed JSON.")]
    [InlineData("[1]", "It is not a JSON object.")]
    [InlineData("\"canary\"", "It is not a JSON object.")]
    [InlineData("{\"a\":1,\"a\":2}", "It has the property 'a' twice.")]
    [InlineData("{\"a\":1e999999}", "The number in 'a' has more than 1,000 digits.")]
    [InlineData("{\"a\":\"\\ud800\"}", "It has an escape sequence that is half a character.")]
    public async Task A_line_that_cannot_be_read_is_reported_and_the_others_go_on(string line, string reason)
    {
        var outcome = await Source($"{{\"a\":0}}\n{line}\n{{\"a\":9}}\n").ReadAsync();

        Assert.Equal(["0", "9"], outcome.Texts);
        Assert.Equal(new SourceReadError("line 2", reason), Assert.Single(outcome.Errors));
        Assert.Equal(SourceReadEnd.Complete, outcome.End);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_cost_their_line_only()
    {
        var path = _folder.File("latin.jsonl");
        await File.WriteAllBytesAsync(path, [.. "{\"a\":1}\n{\"a\":\""u8, 0xE9, .. "\"}\n{\"a\":3}\n"u8], Reading.Cancellation);

        var outcome = await new JsonLinesSource(path).ReadAsync();

        Assert.Equal(["1", "3"], outcome.Texts);
        Assert.Equal(new SourceReadError("line 2", "It is not UTF-8."), Assert.Single(outcome.Errors));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task A_line_that_is_too_long_costs_itself_only(int sampleLines)
    {
        var text = "{\"a\":1}\n{\"a\":\"" + new string('x', 1_000_000) + "\"}\n{\"a\":\"" + new string('y', 1_000 - 8) + "\"}\n{\"a\":\"" + new string('z', 1_001 - 8) + "\"}\n{\"a\":5}";

        var outcome = await Source(text, new() { MaximumLineBytes = 1_000, SampleLines = sampleLines }).ReadAsync();

        Assert.Equal(["1", new string('y', 1_000 - 8), "5"], outcome.Texts);
        Assert.Equal(["line 2", "line 4"], outcome.Errors.Select(error => error.Position));
        Assert.All(outcome.Errors, error => Assert.Equal("It is longer than 1000 bytes.", error.Reason));
    }

    [Fact]
    public async Task Lines_are_cut_right_wherever_the_stream_breaks_off()
    {
        var text = "{\"a\":\"é\"}\r\n\n{\"a\":22}\n{\"a\":\"333\"}";
        for (var step = 1; step < 8; step++)
        {
            var source = new JsonLinesSource(_ => new(new SlowStream(System.Text.Encoding.UTF8.GetBytes(text), step)), new() { MaximumLineBytes = 16 });

            Assert.Equal(["é", "22", "333"], (await source.ReadAsync()).Texts);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("{}\n")]
    [InlineData("not json\n")]
    public async Task A_file_in_which_no_field_can_be_found_is_refused(string text)
    {
        Assert.Contains("Name the fields", (await Source(text).FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_is_an_empty_read_when_the_fields_are_named()
    {
        var outcome = await Source("", new() { Fields = [new("a")] }).ReadAsync();

        Assert.Empty(outcome.Rows);
        Assert.Equal(SourceReadEnd.Complete, outcome.End);
    }

    [Fact]
    public async Task A_file_in_utf16_is_refused()
    {
        var path = _folder.File("wide.jsonl");
        await File.WriteAllTextAsync(path, "{\"a\":1}\n", System.Text.Encoding.Unicode, Reading.Cancellation);

        Assert.Contains("is UTF-16", (await new JsonLinesSource(path).FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_cut_while_it_is_read_is_an_error()
    {
        var path = _folder.Write("cut.jsonl", string.Concat(Enumerable.Repeat("{\"a\":\"0123456789\"}\n", 100_000)));
        await using var read = await new JsonLinesSource(path).OpenReadAsync(new() { BatchSize = 10 }, Reading.Cancellation);

        await using (var other = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            other.SetLength(190_000);

        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(async () =>
        {
            await foreach (var _ in read.Batches.WithCancellation(Reading.Cancellation))
            {
            }
        });
        Assert.Contains("changed while it was read", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new JsonLinesSource("a", new() { Fields = [] }));
        Assert.Throws<ArgumentException>(() => new JsonLinesSource("a", new() { Fields = [new("a"), new("a")] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JsonLinesSource("a", new() { SampleLines = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JsonLinesSource("a", new() { MaximumLineBytes = 0 }));
    }

    public void Dispose() => _folder.Dispose();

    private JsonLinesSource Source(string text, JsonLinesSourceOptions? options = null) => new(_folder.Write("data.jsonl", text), options);

    private sealed class SlowStream(byte[] content, int step) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
