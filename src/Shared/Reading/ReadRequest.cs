namespace Census.Sync.Sources;

/// <summary>Checks of <see cref="SourceReadOptions"/> that the sources share.</summary>
internal static class ReadRequest
{
    public static void ThrowIfInvalid(SourceReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize, nameof(options.BatchSize));
    }

    public static void ThrowIfCursorGiven(SourceReadOptions options, string source)
    {
        if (options.Cursor is { } cursor)
            throw new SyncSourceException($"{source} and has no use for the cursor column '{cursor.Column}', which would only leave records out. Leave the cursor out.");
    }

    public static void ThrowIfModelGiven(SourceReadOptions options, string source)
    {
        ThrowIfInvalid(options);
        if (options.Model is not null)
            throw new SyncSourceException($"{source} holds one set of records. Leave the model ({options.Model.Kind}) out.");
    }
}
