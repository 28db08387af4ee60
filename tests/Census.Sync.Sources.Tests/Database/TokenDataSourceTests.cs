using Census.Sync.Sources.Tests.Fake;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Tests;

/// <summary>Connections that sign in with tokens.</summary>
public sealed class TokenDataSourceTests
{
    private const string Query = "select v from t";
    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);

    private readonly ManualTimeProvider _time = new();
    private readonly HashSet<string> _refused = [];
    private readonly List<string?> _used = [];
    private int _asked;

    [Fact]
    public async Task A_token_is_used_until_shortly_before_its_end_and_asked_for_again_then()
    {
        var source = new DbSource(DataSource());

        await source.ReadAsync(Query);
        _time.Advance(s_lifetime - TimeSpan.FromMinutes(6));
        await source.ReadAsync(Query);
        _time.Advance(TimeSpan.FromMinutes(2));
        await source.ReadAsync(Query);

        Assert.Equal(["canary-token-1", "canary-token-1", "canary-token-2"], _used);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced_once()
    {
        var source = new DbSource(DataSource());
        await source.ReadAsync(Query);

        _refused.Add("canary-token-1");
        await source.ReadAsync(Query);

        Assert.Equal(["canary-token-1", "canary-token-1", "canary-token-2"], _used);
    }

    [Fact]
    public async Task A_login_that_stays_refused_is_told_and_no_token_with_it()
    {
        _refused.UnionWith(["canary-token-1", "canary-token-2"]);

        var failure = await new DbSource(DataSource(), new() { MaximumAttempts = 1 }).DbFailureAsync(Query);

        Assert.Contains("user name or password were refused", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_function_that_fails_or_gives_nothing_is_told_without_its_text()
    {
        var failing = DataSource(_ => throw new InvalidOperationException("canary-secret"));
        var silent = DataSource(_ => new(new DbAccessToken(" ")));

        Assert.DoesNotContain("canary", (await new DbSource(failing).FailureAsync(Model.Sql(Query))).ToString(), StringComparison.Ordinal);
        Assert.Contains("gave no token", (await new DbSource(silent).FailureAsync(Model.Sql(Query))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_does_not_show_itself() =>
        Assert.DoesNotContain("canary", new DbAccessToken("canary", _time.GetUtcNow()).ToString(), StringComparison.Ordinal);

    private TokenDataSource DataSource(Func<CancellationToken, ValueTask<DbAccessToken>>? requestToken = null)
    {
        var database = new FakeDatabase(_ => FakeResult.Of(1))
        {
            Opening = connection =>
            {
                _used.Add(connection.AccessToken);
                if (_refused.Contains(connection.AccessToken!))
                    throw new FakeDbException(18456);
            },
        };
        return new(
            new FakeFactory(database),
            database.ConnectionString,
            requestToken ?? (_ => new(new DbAccessToken($"canary-token-{++_asked}", _time.GetUtcNow() + s_lifetime))),
            (connection, token) => ((FakeConnection)connection).AccessToken = token,
            _time);
    }
}
