using System.Text;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Tests;

public sealed class CsvFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\r\n", "is empty")]
    [InlineData("a,,c\n1,2,3\n", "no name for column 2")]
    [InlineData("a,b,a\n1,2,3\n", "two columns 'a'")]
    [InlineData("a,b\"x\n1,2\n", "a quote in the wrong place in its header")]
    public async Task A_header_that_is_none_is_refused(string text, string reason)
    {
        var failure = await new CsvSource(_folder.Write("data.csv", text)).FailureAsync();

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains("data.csv", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_or_a_folder_is_told_apart()
    {
        Assert.Contains("does not exist", (await new CsvSource(_folder.File("none.csv")).FailureAsync()).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", (await new CsvSource(_folder.File("none/none.csv")).FailureAsync()).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", (await new CsvSource(_folder.Path).FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_end_the_read_and_their_line_is_named()
    {
        var path = _folder.File("latin.csv");
        await File.WriteAllBytesAsync(path, [.. "Name\nfine\n\"two\nlines\"\nAcm"u8, 0xE9, .. "\nlater\n"u8], Reading.Cancellation);

        var failure = await new CsvSource(path).FailureAsync();

        Assert.Contains("not UTF-8 in line 5", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Encoding.Latin1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_in_the_encoding_that_was_set_end_the_read()
    {
        var path = _folder.File("ascii.csv");
        await File.WriteAllBytesAsync(path, [.. "Name\nAcm"u8, 0xE9, .. "\n"u8], Reading.Cancellation);

        var failure = await new CsvSource(path, new() { Encoding = Encoding.ASCII }).FailureAsync();

        Assert.Contains("not in its encoding", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,\"four\n5,6\n7,8\n")]
    [InlineData("a,b\n1,2\n3,\"four\"\"\n5,6\n")]
    public async Task A_quote_that_is_never_closed_ends_the_read_rather_than_swallow_records(string text)
    {
        var failure = await new CsvSource(_folder.Write("data.csv", text)).FailureAsync();

        Assert.Contains("in the record at line 3 that is not closed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_endless_length_ends_the_read_without_filling_the_memory()
    {
        var path = _folder.File("long.csv");
        await File.WriteAllTextAsync(path, "a,b\n1,2\n3,\"" + new string('x', 3_000_000), Reading.Cancellation);

        var failure = await new CsvSource(path).FailureAsync();

        Assert.Contains("after line 2 of more than 1048576 bytes", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_cut_or_grows_while_it_is_read_is_an_error(bool cut)
    {
        var path = _folder.File("changing.csv");
        await File.WriteAllTextAsync(path, "a\n" + string.Concat(Enumerable.Repeat("0123456789\n", 100_000)), Reading.Cancellation);
        await using var read = await new CsvSource(path).OpenReadAsync(new() { BatchSize = 10 }, Reading.Cancellation);
        await using var batches = read.Batches.GetAsyncEnumerator(Reading.Cancellation);
        Assert.True(await batches.MoveNextAsync());

        await using (var other = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            other.SetLength(cut ? 550_002 : 1_200_002);
        var failure = await Assert.ThrowsAnyAsync<SyncSourceException>(async () =>
        {
            while (await batches.MoveNextAsync())
            {
            }
        });

        Assert.Contains("changed while it was read", failure.Message, StringComparison.Ordinal);
        Assert.Null(read.End);
    }

    [Fact]
    public async Task A_stream_that_breaks_is_an_error_without_its_text()
    {
        var source = new CsvSource(_ => new(new BrokenStream("a\n1\n"u8.ToArray())));

        var (failure, records) = await source.ReadToFailureAsync<SyncSourceException>();

        Assert.Equal(0, records);
        Assert.Contains("cannot be read to its end (IOException)", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_unreadable_records_than_the_limit_end_the_read()
    {
        var source = new CsvSource(_folder.Write("ragged.csv", "a,b\n" + string.Concat(Enumerable.Repeat("1\n", 10_001))));

        var failure = await source.FailureAsync();

        Assert.Contains("More than 10000 records cannot be read. The first is line 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_refused()
    {
        Assert.Contains("Leave the model", (await new CsvSource(_folder.Write("a.csv", "a\n")).FailureAsync(Model.Table("t"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasons_hold_no_value()
    {
        var outcome = await new CsvSource(_folder.Write("data.csv", "a,b\ncanary\ncan\"ary,1\n")).ReadAsync();

        Assert.Equal(2, outcome.Errors.Count);
        Assert.All(outcome.Errors, error => Assert.DoesNotContain("can", error.Reason.Replace("cannot", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private sealed class BrokenStream(byte[] start) : MemoryStream(start)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length
                ? base.ReadAsync(buffer, cancellationToken)
                : ValueTask.FromException<int>(new IOException("canary: the connection was reset"));
    }
}
