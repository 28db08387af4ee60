using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using static Census.Sync.Http.Tests.Calls.ScriptedServer;

namespace Census.Sync.Http.Tests.Calls;

public sealed class AnswerTests
{
    [Theory, InlineData(301), InlineData(302), InlineData(307), InlineData(308)]
    public async Task A_redirect_is_refused_and_the_key_goes_nowhere_else(int status)
    {
        await using var other = await StartAsync();
        await using var fixture = await PipelineFixture.StartAsync(Status(status, location: other.Address.AbsoluteUri));

        var result = await fixture.SendAsync(pipeline: fixture.Create(new ApiSecret("key")));

        Assert.Equal(ApiOutcome.Redirected, result.Outcome);
        Assert.Empty(other.Requests);
        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_handler_that_followed_a_redirect_to_another_server_is_found_out()
    {
        await using var other = await StartAsync(Status(200));
        await using var fixture = await PipelineFixture.StartAsync(Status(307, location: other.Address.AbsoluteUri));

        var result = await fixture.SendAsync(pipeline: fixture.Create(handler: new SocketsHttpHandler { AllowAutoRedirect = true }));

        Assert.Equal(ApiOutcome.Redirected, result.Outcome);
    }

    [Theory, InlineData(1_000, ApiOutcome.Answered), InlineData(1_001, ApiOutcome.AnswerTooLarge)]
    public async Task An_answer_is_read_up_to_the_limit(int length, ApiOutcome expected)
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(200, new('x', length)));
        fixture.Options.MaximumResponseBytes = 1_000;

        var result = await fixture.SendAsync();

        Assert.Equal(expected, result.Outcome);
        Assert.Single(fixture.Server.Requests);
        Assert.Equal(expected == ApiOutcome.AnswerTooLarge, result.MayHaveBeenProcessed);
    }

    [Fact]
    public async Task The_limit_holds_after_decompression()
    {
        await using var fixture = await PipelineFixture.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(new byte[1_000_000]);
        });
        fixture.Options.MaximumResponseBytes = 100_000;

        var result = await fixture.SendAsync();

        Assert.Equal(ApiOutcome.AnswerTooLarge, result.Outcome);
    }

    [Fact]
    public async Task The_body_of_an_error_is_cut()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(400, new('x', 100_000)));

        var result = await fixture.SendAsync();

        Assert.Equal(4096, result.Response!.Body.Length);
        Assert.True(result.Response.IsTruncated);
    }

    [Fact]
    public async Task A_long_answer_arrives_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 200_000).Select(number => (char)('a' + number % 26)));
        await using var fixture = await PipelineFixture.StartAsync(Status(200, text));

        var result = await fixture.SendAsync();

        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(result.Response!.Body.Span));
        Assert.False(result.Response.IsTruncated);
    }

    [Fact]
    public async Task A_header_of_the_answer_can_be_read()
    {
        await using var fixture = await PipelineFixture.StartAsync(context =>
        {
            context.Response.Headers["x-request-id"] = "7";
            return context.Response.WriteAsync("{}");
        });

        var result = await fixture.SendAsync();

        Assert.Equal("7", result.Response!.GetHeader("X-Request-Id"));
        Assert.Null(result.Response.GetHeader("x-other"));
    }

    [Fact]
    public async Task A_refused_key_is_asked_for_once_more()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(401), Status(200));
        var keys = new Queue<string>(["old", "new"]);

        var result = await fixture.SendAsync(RepeatRule.Never, pipeline: fixture.Create(new ApiSecret(_ => new(keys.Dequeue()))));

        Assert.Equal(HttpStatusCode.OK, result.Response!.Status);
        Assert.Equal(["old", "new"], fixture.Server.Requests.Select(request => request.Key));
    }

    [Fact]
    public async Task A_key_that_is_refused_again_ends_the_call()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(401));
        var asked = 0;

        var result = await fixture.SendAsync(pipeline: fixture.Create(new ApiSecret(_ => new($"key{++asked}"))));

        Assert.Equal(HttpStatusCode.Unauthorized, result.Response!.Status);
        Assert.Equal(2, fixture.Server.Requests.Count);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_fixed_key_that_is_refused_is_not_sent_again()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(401));

        await fixture.SendAsync(pipeline: fixture.Create(new ApiSecret("key")));

        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_provider_that_fails_when_it_is_asked_again_does_not_hide_the_refusal()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(401));
        var asked = 0;

        var result = await fixture.SendAsync(pipeline: fixture.Create(new ApiSecret(_ => ++asked == 1 ? new("key") : throw new IOException("canary"))));

        Assert.Equal(HttpStatusCode.Unauthorized, result.Response!.Status);
        Assert.Contains(fixture.Log.Entries, entry => entry.Id.Id == 2504);
        Assert.DoesNotContain(fixture.Log.Entries, entry => entry.Text.Contains("canary", StringComparison.Ordinal));
    }
}
