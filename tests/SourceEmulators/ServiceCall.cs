namespace Census.Sync.SourceEmulators;

/// <summary>A call that an emulator received.</summary>
/// <param name="Number">Its position, from 1.</param>
/// <param name="Name">What the service's documentation calls it.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path.</param>
/// <param name="Query">The query with its question mark, or empty.</param>
/// <param name="Headers">The headers, names in lower case.</param>
/// <param name="Body">The body.</param>
public sealed record ServiceCall(
    int Number, string Name, string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string? this[string header] => Headers.GetValueOrDefault(header);

    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}
