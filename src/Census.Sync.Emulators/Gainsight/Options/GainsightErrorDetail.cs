namespace Census.Sync.Emulators;

/// <summary>How a refused write lists its bad rows.</summary>
public enum GainsightErrorDetail
{
    /// <summary><c>data.errors</c> is an array of arrays, one per bad row. Seen in public client fixtures; the default.</summary>
    Nested,

    /// <summary><c>data.errors</c> is an array of objects. Seen in a live connector.</summary>
    Flat,

    /// <summary><c>data.errors</c> is null: only the first problem is told, in <c>errorDesc</c>.</summary>
    None,
}
