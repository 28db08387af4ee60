using Census.Sync.Http;

namespace Census.Sync.Sources;

/// <summary>A part of a result in its answer, and how far it was read. Dispose it when its rows were read.</summary>
internal sealed class ResultPage(ApiResult answer, int start, string name) : IDisposable
{
    private int _position = start;
    private bool _isBegun;

    /// <summary>What messages call it.</summary>
    public string Name { get; } = name;

    /// <summary>The number of rows that were read of it.</summary>
    public long Rows { get; set; }

    /// <summary>The number of rows that the service said it has; null if it did not.</summary>
    public long? ExpectedRows { get; init; }

    /// <summary>Whether there are no more rows in it.</summary>
    public bool IsRead { get; set; }

    /// <summary>A scanner that goes on where the last one stopped.</summary>
    public RowScanner Open() => new(answer.Response!.Body.Span, _position, _isBegun);

    /// <summary>Keeps how far a scanner came.</summary>
    public void Keep(in RowScanner rows) => (_position, _isBegun) = (rows.Position, rows.IsBegun);

    public void Dispose() => answer.Dispose();
}
