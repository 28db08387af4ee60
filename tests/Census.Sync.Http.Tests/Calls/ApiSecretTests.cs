using Census.Sync.TestUtilities;

namespace Census.Sync.Http.Tests.Calls;

public sealed class ApiSecretTests
{
    [Theory, InlineData(""), InlineData("key\n"), InlineData(" hunter2"), InlineData("a key"), InlineData("key\u00a0"), InlineData("k\0"), InlineData("schlüssel")]
    public void A_key_that_a_header_cannot_carry_is_refused_without_showing_it(string key)
    {
        var error = Assert.Throws<ArgumentException>(() => new ApiSecret(key));

        if (key.Length > 0)
            Assert.DoesNotContain(key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_gives_a_bad_key_is_told_so()
    {
        var secret = new ApiSecret(_ => new("two words"));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await secret.GetAsync());

        Assert.DoesNotContain("two words", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_calls_at_once_ask_the_provider_once()
    {
        var asked = 0;
        var answer = new TaskCompletionSource<string>();
        var secret = new ApiSecret(_ =>
        {
            Interlocked.Increment(ref asked);
            return new(answer.Task);
        });

        var waiting = Enumerable.Range(0, 20).Select(_ => secret.GetAsync().AsTask()).ToArray();
        answer.SetResult("key");

        Assert.All(await Task.WhenAll(waiting), key => Assert.Equal("key", key));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_provider_that_failed_is_asked_again()
    {
        var asked = 0;
        var secret = new ApiSecret(_ => ++asked == 1 ? throw new IOException("The vault is away.") : new("key"));

        await Assert.ThrowsAsync<IOException>(async () => await secret.GetAsync());

        Assert.Equal("key", await secret.GetAsync());
    }

    [Fact]
    public async Task Whoever_was_refused_with_an_older_key_gets_the_newer_one_without_asking()
    {
        var asked = 0;
        var secret = new ApiSecret(_ => new($"key{++asked}"));
        await secret.GetAsync();

        Assert.True(await secret.RefreshAsync("key1"));
        Assert.True(await secret.RefreshAsync("key1"));

        Assert.Equal(2, asked);
        Assert.Equal("***", secret.ToString());
    }

    [Fact]
    public async Task A_token_is_replaced_before_its_end_and_one_that_cannot_be_replaced_is_used_to_its_end()
    {
        var time = new ManualTimeProvider();
        var asked = 0;
        var fails = false;
        var secret = new ApiSecret(
            _ => fails ? throw new InvalidOperationException("down") : new(new ApiToken($"token{++asked}", TimeSpan.FromHours(1))), time);

        Assert.Equal("token1", await secret.GetAsync());
        time.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("token1", await secret.GetAsync());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("token2", await secret.GetAsync());

        fails = true;
        time.Advance(TimeSpan.FromMinutes(55));
        Assert.Equal("token2", await secret.GetAsync());
        fails = false;
        Assert.Equal("token2", await secret.GetAsync());
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("token3", await secret.GetAsync());

        fails = true;
        time.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await secret.GetAsync());
        Assert.Equal("***", new ApiToken("hunter2").ToString());
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced_although_it_should_hold()
    {
        var time = new ManualTimeProvider();
        var asked = 0;
        var secret = new ApiSecret(_ => new(new ApiToken($"token{++asked}", TimeSpan.FromHours(1))), time);

        var first = await secret.GetAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => secret.RefreshAsync(first).AsTask()));

        Assert.All(others, Assert.True);
        Assert.Equal(("token2", 2), (await secret.GetAsync(), asked));
    }
}
