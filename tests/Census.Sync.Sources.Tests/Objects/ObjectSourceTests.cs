using System.Runtime.CompilerServices;

namespace Census.Sync.Sources.Tests;

public sealed class ObjectSourceTests
{
    private static readonly Customer s_full = new(
        "Acme", 7, 9, 1.5m, 2.5, true, new(2025, 2, 28), new(3, 4), new(2025, 2, 28, 3, 4, 5, TimeSpan.FromHours(5)),
        new(2025, 2, 28, 3, 4, 5, DateTimeKind.Utc), new("6f9619ff-8b86-d011-b42d-00cf4fc964ff"));

    private static readonly Customer s_empty = new(null, 0, null, null, null, null, null, null, null, null, null);

    [Fact]
    public async Task Columns_of_every_common_type_and_their_nullable_forms_are_written_the_same_way()
    {
        var source = new ObjectSource<Customer>(() => [s_full, s_empty], columns => columns
            .Column("Name", c => c.Name)
            .Column("Count", c => c.Count)
            .Column("Seats", c => c.Seats)
            .Column("Price", c => c.Price)
            .Column("Score", c => c.Score)
            .Column("Active", c => c.Active)
            .Column("Day", c => c.Day)
            .Column("Time", c => c.Time)
            .Column("Seen", c => c.Seen)
            .Column("Made", c => c.Made)
            .Column("Id", c => c.Id)
            .Column("Tags", c => FieldValue.FromArray([c.Count, "x"]))
            .Column("Left alone", _ => FieldValue.Absent));

        var outcome = await source.ReadAsync();

        Assert.Equal(
            [
                "Acme|7|9|1.5|2.5|true|2025-02-28|03:04:00|2025-02-27T22:04:05Z|2025-02-28T03:04:05Z|6f9619ff-8b86-d011-b42d-00cf4fc964ff|[7,\"x\"]|(absent)",
                "(null)|0|(null)|(null)|(null)|(null)|(null)|(null)|(null)|(null)|(null)|[0,\"x\"]|(absent)",
            ],
            outcome.Texts);
        Assert.Equal([FieldType.Any, FieldType.Any, FieldType.Integer, FieldType.Decimal, FieldType.Float, FieldType.Boolean, FieldType.Date, FieldType.Time, FieldType.DateTime, FieldType.Any, FieldType.String, FieldType.Any, FieldType.Any], outcome.Schema.Select(field => field.Type));
    }

    [Fact]
    public async Task Each_read_sees_the_objects_of_its_time()
    {
        List<int> numbers = [1];
        var source = new ObjectSource<int>(() => numbers, columns => columns.Column("n", n => n));
        var before = await source.ReadAsync();

        numbers.Add(2);
        var after = await source.ReadAsync();

        Assert.Equal(["1"], before.Texts);
        Assert.Equal(["1", "2"], after.Texts);
    }

    [Fact]
    public async Task Objects_are_read_no_further_than_the_batch_that_was_asked_for()
    {
        var seen = 0;
        var source = new ObjectSource<int>(() => Enumerable.Range(1, 1_000_000), columns => columns.Column("n", n =>
        {
            seen = n;
            return n;
        }));
        await using var read = await source.OpenReadAsync(new() { BatchSize = 10 }, Reading.Cancellation);

        await foreach (var _ in read.Batches.WithCancellation(Reading.Cancellation))
            break;

        Assert.Equal(10, seen);
    }

    [Fact]
    public async Task The_application_gets_the_token_and_its_enumerator_is_disposed()
    {
        var disposed = false;
        using var stop = new CancellationTokenSource();
        var source = new ObjectSource<int>(EndlessAsync, columns => columns.Column("n", n => n));

        await using (var read = await source.OpenReadAsync(new() { BatchSize = 10 }, Reading.Cancellation))
        {
            await using var batches = read.Batches.GetAsyncEnumerator(stop.Token);
            Assert.True(await batches.MoveNextAsync());
            var waiting = batches.MoveNextAsync().AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.True(disposed);

        async IAsyncEnumerable<int> EndlessAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                for (var i = 0; i < 10; i++)
                    yield return i;
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                disposed = true;
            }
        }
    }

    [Fact]
    public async Task An_exception_of_the_application_is_named_by_type_and_place_only()
    {
        var source = new ObjectSource<int>(
            () => Enumerable.Range(0, 2_000).Select(i => i < 1_500 ? i : throw new InvalidOperationException("canary")), columns => columns.Column("n", n => n));

        var (failure, records) = await source.ReadToFailureAsync<SyncSourceException>();

        Assert.Equal(1_000, records);
        Assert.Contains("System.InvalidOperationException after 1500 records", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_of_a_column_is_one_of_the_source()
    {
        var source = new ObjectSource<string?>(() => ["a", null], columns => columns.Column("length", text => text!.Length));

        var failure = await source.FailureAsync();

        Assert.Contains("System.NullReferenceException after 1 records", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ObjectSource<int>(() => [], _ => { }));
        Assert.Throws<ArgumentException>(() => new ObjectSource<int>(() => [], columns => columns.Column("n", n => n).Column("n", n => n)));
        Assert.Throws<ArgumentException>(() => new ObjectSource<int>(() => [], columns => columns.Column("", n => n)));
    }

    private sealed record Customer(
        string? Name,
        int Count,
        int? Seats,
        decimal? Price,
        double? Score,
        bool? Active,
        DateOnly? Day,
        TimeOnly? Time,
        DateTimeOffset? Seen,
        DateTime? Made,
        Guid? Id);
}
