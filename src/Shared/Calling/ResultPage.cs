using System.Text.Json;
using Census.Sync.Http;

namespace Census.Sync.Sources;

/// <summary>A part of a result in its answer, and how far it was read. Dispose it when its rows were read.</summary>
internal sealed class ResultPage(ApiResult answer, int start, string name) : IDisposable
{
    private int _position = start;
    private JsonReaderState _state;

    /// <summary>What messages call it.</summary>
    public string Name { get; } = name;

    /// <summary>The number of rows that were read of it.</summary>
    public long Rows { get; set; }

    /// <summary>The number of rows that the service said it has; null if it did not.</summary>
    public long? ExpectedRows { get; init; }

    /// <summary>Whether there are no more rows in it.</summary>
    public bool IsRead { get; set; }

    public ReadOnlySpan<byte> Rest => answer.Response!.Body.Span[_position..];

    /// <summary>A reader that goes on where the last one stopped. It reads <see cref="Rest"/>.</summary>
    public Utf8JsonReader Read() => new(Rest, isFinalBlock: true, _state);

    /// <summary>Keeps how far a reader came.</summary>
    public void Keep(in Utf8JsonReader reader)
    {
        _position += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    public void Dispose() => answer.Dispose();
}
