namespace Census.Sync.Emulators;

/// <summary>What is stored after its call was cut: once, by whoever comes first, and nobody goes on before it is done. Thread-safe.</summary>
/// <param name="commit">Stores it.</param>
/// <param name="dueAt">When, by the emulator's clock; null when it is released.</param>
internal sealed class LateCommit(Action commit, DateTimeOffset? dueAt)
{
    private readonly Lock _gate = new();
    private Action? _commit = commit;

    public DateTimeOffset? DueAt => dueAt;

    public void Run()
    {
        lock (_gate)
        {
            _commit?.Invoke();
            _commit = null;
        }
    }
}
