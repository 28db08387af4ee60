namespace Census.Sync;

/// <summary>A numbered blob of a <see cref="StateSection"/>.</summary>
/// <param name="Number">The number, not negative.</param>
/// <param name="Content">The content; the reader may keep it.</param>
public readonly record struct StateBlob(long Number, ReadOnlyMemory<byte> Content);
