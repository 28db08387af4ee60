using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Tests;

/// <summary>What came back.</summary>
internal sealed record RawAnswer(int Status, string Text, HttpResponseMessage Response)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? ErrorCode => (string?)Json["errorCode"];

    public JsonArray Records => Json["data"]!["records"]!.AsArray();
}

/// <summary>Plain HTTP, nothing hidden.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly HttpClient _http;

    public RawClient(HttpMessageHandler handler, Uri address, string? header = null, string? key = null)
    {
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        if (header is not null)
        {
            _http.DefaultRequestHeaders.Add(header, key);
        }
    }

    public static RawClient For(GainsightEmulator emulator, string? key = GainsightEmulator.DefaultAccessKey) =>
        new(emulator.CreateHandler(), emulator.BaseAddress, key is null ? null : "accesskey", key);

    public static RawClient For(EnterpretEmulator emulator, string? key) =>
        new(emulator.CreateHandler(), emulator.BaseAddress, key is null ? null : "api-key", key);

    public async Task<RawAnswer> SendAsync(HttpMethod method, string path, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new RawAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response);
    }

    public Task<RawAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<RawAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<RawAnswer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, Body(json));

    public Task<RawAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, Body(json));

    public Task<RawAnswer> InsertAsync(string objectName, params string[] records) =>
        PostAsync($"/v1/data/objects/{objectName}", $$"""{"records":[{{string.Join(',', records)}}]}""");

    public Task<RawAnswer> UpdateAsync(string objectName, string keys, params string[] records) =>
        PutAsync($"/v1/data/objects/{objectName}?keys={keys}", $$"""{"records":[{{string.Join(',', records)}}]}""");

    public Task<RawAnswer> QueryAsync(string objectName, string query) => PostAsync($"/v1/data/objects/query/{objectName}", query);

    public static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    public void Dispose() => _http.Dispose();
}
