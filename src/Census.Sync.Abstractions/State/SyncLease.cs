namespace Census.Sync;

/// <summary>Who wants to run a sync, and for how long others stay away.</summary>
/// <remarks>
/// An owner that asks for a lease it already holds gets it anew, and the session it had before can no longer write: a process that was
/// restarted under its name goes on at once. Whoever wants to be kept out by itself, a second run in one process for example, takes another name.
/// </remarks>
public sealed record SyncLease
{
    /// <summary>Initializes a lease.</summary>
    /// <param name="owner">A name of the process, unique among all that use the store; compared ordinally.</param>
    /// <param name="duration">How long the lease holds without being renewed; it has run out at its last moment.</param>
    /// <exception cref="ArgumentException">The owner is empty, or the duration not positive.</exception>
    public SyncLease(string owner, TimeSpan duration)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        Owner = owner;
        Duration = duration;
    }

    /// <summary>Gets a name of the process, unique among all that use the store.</summary>
    public string Owner { get; }

    /// <summary>Gets how long the lease holds without being renewed.</summary>
    public TimeSpan Duration { get; }
}
