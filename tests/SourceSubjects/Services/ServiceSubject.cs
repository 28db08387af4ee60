using Census.Sync.SourceEmulators;

namespace Census.Sync.SourceSubjects;

/// <summary>A source that reads from a service, which an emulator plays.</summary>
public abstract class ServiceSubject<TEmulator> : SourceSubject
    where TEmulator : ServiceEmulator, new()
{
    /// <summary>Pages of this many rows are several for <see cref="SyncSourceConformance.ManyRecords"/> and small beside what memory may hold.</summary>
    protected const int PageRows = 400;

    private static readonly Uri s_nowhere = new("http://127.0.0.1:1/");
    private readonly List<IDisposable> _sources = [];

    protected TEmulator Emulator { get; } = new();

    public sealed override SyncSource Connect() => Kept(Connect(Emulator.Address));

    public sealed override SyncSource ConnectNowhere() => Kept(Connect(s_nowhere));

    public override ValueTask<int> CountOpenAsync() => new(Emulator.Busy);

    public sealed override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _sources.ForEach(source => source.Dispose());
        await Emulator.DisposeAsync();
        Assert.Empty(Emulator.Violations);
    }

    protected abstract SyncSource Connect(Uri address);

    /// <summary>Lets a call fail, and each attempt after it, when so many of its kind were answered.</summary>
    protected void FailBehind(string call, int answered) => Emulator.Fail(call, new(500, "{}"), times: int.MaxValue, after: answered);

    private SyncSource Kept(SyncSource source)
    {
        _sources.Add((IDisposable)source);
        return source;
    }
}
