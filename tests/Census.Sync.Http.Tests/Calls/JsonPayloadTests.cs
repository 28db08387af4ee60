using System.Text;
using static Census.Sync.Http.Tests.Calls.ScriptedServer;

namespace Census.Sync.Http.Tests.Calls;

public sealed class JsonPayloadTests
{
    [Fact]
    public async Task One_payload_is_sent_by_as_many_attempts_as_it_takes()
    {
        await using var fixture = await PipelineFixture.StartAsync(Status(500), Cut(), Status(200));
        using var payload = JsonPayload.Create(12_345, static (json, value) => json.WriteNumberValue(value));

        using var result = await fixture.Create().SendAsync(
            new("Test", RepeatRule.Safe), payload, static payload => new(HttpMethod.Put, "x") { Content = payload.CreateContent() });

        Assert.Equal(200, (int)result.Response!.Status);
        Assert.Equal(["12345", "12345", "12345"], fixture.Server.Requests.Select(request => request.Body));
    }

    [Fact]
    public void A_large_document_is_kept_whole_and_its_length_is_known()
    {
        using var payload = JsonPayload.Create(new string('x', 300_000), static (json, value) => json.WriteStringValue(value), sizeHint: 16);

        Assert.Equal(300_002, payload.Length);
        Assert.Equal('"' + new string('x', 300_000) + '"', Encoding.UTF8.GetString(payload.Bytes.Span));
        Assert.Equal(300_002, payload.CreateContent().Headers.ContentLength);
    }

    [Fact]
    public async Task A_content_outlives_its_payload_and_not_itself()
    {
        var payload = JsonPayload.Create("kept", static (json, value) => json.WriteStringValue(value));
        var content = payload.CreateContent();
        payload.Dispose();
        payload.Dispose();
        using var copy = new MemoryStream();

        await content.CopyToAsync(copy);
        content.Dispose();

        Assert.Equal("\"kept\"", Encoding.UTF8.GetString(copy.ToArray()));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => content.CopyToAsync(new MemoryStream()));
        Assert.Throws<ObjectDisposedException>(payload.CreateContent);
        Assert.Throws<ObjectDisposedException>(() => payload.Bytes);
    }
}
