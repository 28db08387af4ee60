namespace Census.Sync.Emulators.Calls;

/// <summary>What a call is answered with.</summary>
internal sealed record Reply(int Status, ReadOnlyMemory<byte> Body)
{
    public string? ContentType { get; init; } = "application/json";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public string? ErrorCode { get; init; }

    /// <summary>Whether the contents changed.</summary>
    public bool Stored { get; init; }

    public static Reply From(Fault fault) => new(fault.Status, System.Text.Encoding.UTF8.GetBytes(fault.Text))
    {
        ContentType = fault.ContentType,
        Headers = fault.Location is { } location ? [("Location", location.AbsoluteUri)] : [],
    };
}
