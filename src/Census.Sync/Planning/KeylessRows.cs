namespace Census.Sync.Planning;

/// <summary>How rows are told apart that have no key, as those of a sync that only appends may have none: by the change set and the place in the source. Nothing of them is remembered.</summary>
internal static class KeylessRows
{
    public static UInt128 KeyOf(long generation, long row) => new((ulong)generation, (ulong)row);

    /// <summary>The name of a row in reports.</summary>
    public static string TextOf(UInt128 key) => $"row {(ulong)key}";
}
