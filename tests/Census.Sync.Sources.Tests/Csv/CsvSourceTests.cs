using System.Text;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Tests;

public sealed class CsvSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Fields_are_text_and_empty_ones_are_null()
    {
        var outcome = await Source("Id,Name,Seats\n1,Acme,007\n2,,\n3,\"\", 4 \n").ReadAsync();

        Assert.Equal(["1|Acme|007", "2|(null)|(null)", "3|(null)| 4 "], outcome.Texts);
        Assert.All(outcome.Schema, field => Assert.Equal(FieldType.String, field.Type));
        Assert.Equal(SourceReadEnd.Complete, outcome.End);
    }

    [Fact]
    public async Task Empty_fields_can_be_kept_as_text()
    {
        var outcome = await Source("a,b\n1,\n", new() { EmptyAs = EmptyFields.EmptyString }).ReadAsync();

        Assert.Equal("", Assert.Single(outcome.Rows)[1].AsString());
    }

    [Fact]
    public async Task Quotes_protect_commas_line_breaks_and_quotes()
    {
        var outcome = await Source("a,b\r\n\"x, y\",\"line 1\r\nline 2\"\r\n\"say \"\"hi\"\"\",z").ReadAsync();

        Assert.Equal(["x, y|line 1\r\nline 2", "say \"hi\"|z"], outcome.Texts);
    }

    [Fact]
    public async Task The_delimiter_can_be_another()
    {
        Assert.Equal(["1|2,3"], (await Source("a;b\n1;2,3\n", new() { Delimiter = ';' }).ReadAsync()).Texts);
        Assert.Equal(["1|2;3"], (await Source("a\tb\n1\t2;3\n", new() { Delimiter = '\t' }).ReadAsync()).Texts);
    }

    [Theory]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('é')]
    public void A_delimiter_that_cannot_be_one_is_refused(char delimiter) =>
        Assert.Throws<ArgumentException>(() => new CsvSource("file.csv", new() { Delimiter = delimiter }));

    [Fact]
    public async Task Blank_lines_are_skipped_and_lines_still_counted()
    {
        var outcome = await Source("\n\na,b\n\n1,2\n\n\n3\n4,5\n\n").ReadAsync();

        Assert.Equal(["1|2", "4|5"], outcome.Texts);
        Assert.Equal("line 8", Assert.Single(outcome.Errors).Position);
    }

    [Fact]
    public async Task Records_with_too_many_or_too_few_fields_are_reported_and_the_others_go_on()
    {
        var outcome = await Source("a,b,c\n1,2,3\n4,5\n\"6\nsix\"\n7,8,9,10\n11,12,13\n").ReadAsync();

        Assert.Equal(["1|2|3", "11|12|13"], outcome.Texts);
        Assert.Equal(
            ["line 3: It has 2 fields, the header 3.", "lines 4 to 5: It has 1 field, the header 3.", "line 6: It has 4 fields, the header 3."],
            outcome.Errors.Select(error => $"{error.Position}: {error.Reason}"));
        Assert.Equal(SourceReadEnd.Complete, outcome.End);
    }

    [Theory]
    [InlineData("1,ab\"c")]
    [InlineData("1,\"ab\"c")]
    public async Task A_quote_in_the_wrong_place_costs_its_record_only(string record)
    {
        var outcome = await Source($"a,b\n0,x\n{record}\n2,y\n").ReadAsync();

        Assert.Equal(["0|x", "2|y"], outcome.Texts);
        var error = Assert.Single(outcome.Errors);
        Assert.Equal("line 3", error.Position);
        Assert.Contains("a quote in the wrong place", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Byte_order_marks_are_understood_and_not_part_of_the_first_name()
    {
        const string text = "Name,Größe\nAcmé,1\n";
        foreach (var encoding in (Encoding[])[new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            var path = _folder.File("bom.csv");
            await File.WriteAllTextAsync(path, text, encoding, Reading.Cancellation);

            var outcome = await new CsvSource(path).ReadAsync();

            Assert.Equal(["Name", "Größe"], outcome.Schema.Select(field => field.Name));
            Assert.Equal(["Acmé|1"], outcome.Texts);
        }
    }

    [Fact]
    public async Task Another_encoding_is_read_when_it_is_set()
    {
        var path = _folder.File("latin.csv");
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes("Name\nAcmé\n"), Reading.Cancellation);

        Assert.Equal(["Acmé"], (await new CsvSource(path, new() { Encoding = Encoding.Latin1 }).ReadAsync()).Texts);
    }

    [Fact]
    public async Task A_stream_is_opened_for_each_read_and_disposed()
    {
        List<MemoryStream> streams = [];
        var source = new CsvSource(_ =>
        {
            streams.Add(new("a\n1\n"u8.ToArray()));
            return new(streams[^1]);
        });

        Assert.Equal(["1"], (await source.ReadAsync()).Texts);
        Assert.Equal(["1"], (await source.ReadAsync()).Texts);
        Assert.Equal([false, false], streams.Select(stream => stream.CanRead));
    }

    [Fact]
    public async Task A_file_may_hold_a_header_and_nothing_else()
    {
        var outcome = await Source("a,b").ReadAsync();

        Assert.Equal(["a", "b"], outcome.Schema.Select(field => field.Name));
        Assert.Empty(outcome.Rows);
        Assert.Equal(SourceReadEnd.Complete, outcome.End);
    }

    public void Dispose() => _folder.Dispose();

    private CsvSource Source(string text, CsvSourceOptions? options = null) => new(_folder.Write("data.csv", text), options);
}
