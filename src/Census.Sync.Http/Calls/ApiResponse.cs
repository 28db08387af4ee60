using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace Census.Sync.Http;

/// <summary>An answer, read into a pooled buffer.</summary>
/// <remarks><see cref="Body"/> must not be used after disposing. Not thread-safe.</remarks>
public sealed class ApiResponse : IDisposable
{
    private readonly HttpResponseHeaders _headers;
    private readonly int _length;
    private byte[]? _buffer;

    internal ApiResponse(HttpResponseMessage response, byte[]? buffer, int length, bool isTruncated)
    {
        Status = response.StatusCode;
        MediaType = response.Content.Headers.ContentType?.MediaType;
        _headers = response.Headers;
        _buffer = buffer;
        _length = length;
        IsTruncated = isTruncated;
    }

    /// <summary>Gets the status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>Gets a value indicating whether the status is one of success.</summary>
    public bool IsSuccessStatus => (int)Status is >= 200 and < 300;

    /// <summary>Gets the media type of the body, if told.</summary>
    public string? MediaType { get; }

    /// <summary>Gets the body, at most as long as the options allow.</summary>
    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, _buffer is null ? 0 : _length);

    /// <summary>Gets a value indicating whether the body went on; only bodies of errors are cut.</summary>
    public bool IsTruncated { get; }

    /// <summary>Returns the first value of a header.</summary>
    /// <param name="name">The name of the header.</param>
    /// <returns>Null if the header is missing.</returns>
    public string? GetHeader(string name) =>
        _headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Returns the status, never a header or the body.</summary>
    public override string ToString() => $"{(int)Status}";
}
