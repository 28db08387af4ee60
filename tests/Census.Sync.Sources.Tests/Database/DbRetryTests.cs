using Census.Sync.Sources.Tests.Fake;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Tests;

/// <summary>What is tried again, how often, and for how long.</summary>
public sealed class DbRetryTests
{
    private const string Query = "select v from t";
    private readonly JumpingTimeProvider _time = new();

    [Theory]
    [InlineData(1205)]
    [InlineData(40613)]
    [InlineData(42109)]
    [InlineData(-2)]
    public async Task A_transient_failure_before_the_first_row_is_tried_again(int number)
    {
        var database = FailingFirst(2, number);

        var outcome = await new DbSource(database, null, _time).ReadAsync(Query);

        Assert.Equal(["1"], outcome.Texts);
        Assert.Equal((3, 0), (database.Connections, database.OpenConnections));
    }

    [Fact]
    public async Task A_failure_of_the_first_row_itself_is_one_before_the_first_row()
    {
        var tries = 0;
        var database = new FakeDatabase(sql => sql == Query ? new([new("v", "int", typeof(int))], Rows(tries++ == 0 ? 0 : 3)) : FakeResult.Empty);

        var outcome = await new DbSource(database, null, _time).ReadAsync(Query);

        Assert.Equal(3, outcome.Rows.Count);
        Assert.Equal(2, tries);

        static IEnumerable<object?[]> Rows(int count)
        {
            if (count == 0)
                throw new FakeDbException(1205);
            for (var i = 0; i < count; i++)
                yield return [i];
        }
    }

    [Fact]
    public async Task A_failure_after_the_first_row_ends_the_read()
    {
        var database = new FakeDatabase(sql => sql == Query ? new([new("v", "int", typeof(int))], Rows()) : FakeResult.Empty);

        var (failure, _) = await new DbSource(database, null, _time).ReadToFailureAsync<DbSourceException>(Model.Sql(Query));

        Assert.True(failure.IsTransient);
        Assert.Equal((1, 0), (database.Connections, database.OpenConnections));

        static IEnumerable<object?[]> Rows()
        {
            yield return [1];
            throw new FakeDbException(1205);
        }
    }

    [Theory]
    [InlineData(208)]
    [InlineData(229)]
    [InlineData(18456)]
    public async Task A_failure_that_stays_is_not_tried_again(int number)
    {
        var database = FailingFirst(1, number);

        await new DbSource(database, null, _time).DbFailureAsync(Query);

        Assert.Equal(1, database.Connections);
    }

    [Fact]
    public async Task Further_errors_can_be_named()
    {
        var database = FailingFirst(1, 18456);

        await new DbSource(database, new() { TransientErrors = ["18456"] }, _time).ReadAsync(Query);

        Assert.Equal(2, database.Connections);
    }

    [Fact]
    public async Task Attempts_are_bounded_by_their_number()
    {
        var database = FailingFirst(int.MaxValue, 1205);

        await new DbSource(database, new() { MaximumAttempts = 6 }, _time).DbFailureAsync(Query);

        Assert.Equal(6, database.Connections);
    }

    [Fact]
    public async Task Attempts_are_bounded_by_time()
    {
        var database = FailingFirst(int.MaxValue, 42108);
        var start = _time.GetUtcNow();

        await new DbSource(database, new() { MaximumAttempts = 100, MaximumRetryTime = TimeSpan.FromMinutes(10) }, _time).DbFailureAsync(Query);

        Assert.InRange(_time.GetUtcNow() - start, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_test_of_the_connection_does_not_try_twice()
    {
        var database = FailingFirst(1, 1205);

        var result = await new DbSource(database, null, _time).TestConnectionAsync(new() { Model = Model.Sql(Query) }, Reading.Cancellation);

        Assert.False(result.Succeeded);
        Assert.Equal(1, database.Connections);
    }

    [Fact]
    public void All_problems_of_the_options_are_told_at_once()
    {
        var options = new DbSourceOptions
        {
            Database = (DatabaseKind)99,
            CommandTimeout = TimeSpan.Zero,
            StatementTimeout = TimeSpan.FromMilliseconds(1),
            MaximumAttempts = 0,
            RetryDelay = TimeSpan.FromSeconds(-1),
            MaximumRetryTime = TimeSpan.FromSeconds(-1),
            SessionSql = " ",
            TransientErrors = [""],
        };

        var problem = Assert.Throws<ArgumentException>(() => new DbSource(FailingFirst(0, 0), options));

        foreach (var option in typeof(DbSourceOptions).GetProperties().Where(property => property.Name is not ("QuoteIdentifier" or "ConfigureCommand") && property.PropertyType != typeof(bool)))
            Assert.Contains($"{option.Name} ", problem.Message, StringComparison.Ordinal);
    }

    private static FakeDatabase FailingFirst(int times, int number)
    {
        var failures = 0;
        return new(sql => sql != Query ? FakeResult.Empty : failures++ < times ? throw new FakeDbException(number) : FakeResult.Of(1));
    }
}
