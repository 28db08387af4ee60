using System.Text;

namespace Census.Sync.SourceEmulators;

/// <summary>What an emulator answers.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
public sealed record ServiceReply(int Status, byte[] Body)
{
    public ServiceReply(int status, string body)
        : this(status, Encoding.UTF8.GetBytes(body))
    {
    }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether the body is compressed.</summary>
    public bool Gzip { get; init; }

    /// <summary>Whether the connection is cut before the answer is complete: after so many bytes of it.</summary>
    public int? CutAfter { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>A connection that is cut before a byte of the answer.</summary>
    public static ServiceReply Cut { get; } = new(200, "") { CutAfter = 0 };
}
