using System.Runtime.CompilerServices;
using System.Text;

namespace Census.Sync.Sources.Tests;

/// <summary>Where nothing is saved by it, a cursor would only leave records out, and is refused at the first run, not at the second.</summary>
public sealed class CursorRefusalTests
{
    public static TheoryData<string, string> Sources => new()
    {
        { "csv", "A CSV file is read to its end in any case and has no use for the cursor column 'n', which would only leave records out. Leave the cursor out." },
        { "json lines", "A file of JSON lines is read to its end in any case and has no use for the cursor column 'n', which would only leave records out. Leave the cursor out." },
        { "objects", "The function that reads the application's objects takes no cursor: it returns all of them and has no use for the cursor column 'n', which would only leave records out. Leave the cursor out." },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_source_that_is_read_to_its_end_in_any_case_refuses_a_cursor(string name, string message)
    {
        SyncSource source = name switch
        {
            "csv" => new CsvSource(_ => new(Text("n\n1\n"))),
            "json lines" => new JsonLinesSource(_ => new(Text("{\"n\":1}\n"))),
            _ => new ObjectSource<int>(() => [1], columns => columns.Column("n", n => n)),
        };

        var failure = await Assert.ThrowsAsync<SyncSourceException>(async () => await source.OpenReadAsync(new() { Cursor = new("n") }, Reading.Cancellation));

        Assert.Equal(message, failure.Message);
        Assert.Equal(message, (await source.TestConnectionAsync(new() { Cursor = new("n") }, Reading.Cancellation)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Objects_that_the_application_selects_take_a_cursor(bool whole)
    {
        SourceReadOptions? told = null;
        var source = new ObjectSource<int>(Select, columns => columns.Column("n", n => n));

        await using var read = await source.OpenReadAsync(new() { Cursor = new("n") { From = whole ? FieldValue.Absent : 3 } }, Reading.Cancellation);
        var count = 0;
        await foreach (var batch in read.Batches.WithCancellation(Reading.Cancellation))
            count += batch.Count;

        Assert.Equal((whole ? 5 : 3, "n"), (count, told!.Cursor!.Column));
        Assert.Equal(whole ? SourceReadEnd.Complete : SourceReadEnd.Increment, read.End);

        async IAsyncEnumerable<int> Select(SourceReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            told = options;
            var from = options.Cursor is { From.IsAbsent: false } cursor ? cursor.From.AsInteger() : 0;
            for (var i = 1; i <= 5; i++)
            {
                if (i >= from)
                    yield return i;
                await Task.Yield();
            }
        }
    }

    private static Stream Text(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));
}
