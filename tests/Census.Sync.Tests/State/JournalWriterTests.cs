using System.Runtime.CompilerServices;
using Census.Sync.State;

namespace Census.Sync.Tests.State;

public sealed class JournalWriterTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private readonly HeldSession _session = new();

    [Fact]
    public async Task Entries_that_come_while_one_is_written_are_written_together_and_in_order()
    {
        var journal = new JournalWriter(_session) { Length = 7 };
        var first = Append(journal, survives: false);
        Task[] others = [Append(journal, survives: false), Append(journal, survives: true), Append(journal, survives: false)];

        _session.LetOneThrough();
        await first.WaitAsync(s_token);
        Assert.All(others, other => Assert.False(other.IsCompleted));
        _session.LetOneThrough();
        await Task.WhenAll(others).WaitAsync(s_token);

        Assert.Equal([[7], [8, 9, 10]], _session.Numbers);

        // One that has to survive makes the others survive; where none has to, none waits for the disk.
        Assert.Equal([false, true], _session.Survive);
        Assert.Equal(11, journal.Length);
    }

    [Fact]
    public async Task A_write_that_fails_fails_those_in_it_and_no_other()
    {
        var journal = new JournalWriter(_session);
        var first = Append(journal);
        Task[] failing = [Append(journal), Append(journal)];
        _session.LetOneThrough();
        await first.WaitAsync(s_token);

        _session.LetOneThrough(new SyncStateException("The disk is full."));
        foreach (var entry in failing)
            Assert.Equal("The disk is full.", (await Assert.ThrowsAsync<SyncStateException>(() => entry.WaitAsync(s_token))).Message);
        var next = Append(journal);
        _session.LetOneThrough();
        await next.WaitAsync(s_token);

        Assert.Equal([[0], [1, 2], [3]], _session.Numbers);
    }

    [Fact]
    public async Task Appended_by_many_threads_each_entry_is_written_once()
    {
        var journal = new JournalWriter(_session);
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < 250; i++)
                    await Append(journal);
            },
            s_token));
        _session.LetAllThrough();
        await Task.WhenAll(writers).WaitAsync(s_token);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(number => (long)number), _session.Numbers.SelectMany(numbers => numbers));
    }

    private static Task Append(JournalWriter journal, bool survives = true) => journal.AppendAsync(new JournalEntry.InFlight(DateTimeOffset.UnixEpoch, [1, 2]), survives);

    // A store in which each write waits to be let through.
    private sealed class HeldSession : SyncStateSession
    {
        private readonly System.Threading.Channels.Channel<Exception?> _ends = System.Threading.Channels.Channel.CreateUnbounded<Exception?>();
        private bool _isOpen;

        public List<long[]> Numbers { get; } = [];

        public List<bool> Survive { get; } = [];

        public void LetOneThrough(Exception? failure = null) => _ends.Writer.TryWrite(failure);

        public void LetAllThrough()
        {
            _isOpen = true;
            LetOneThrough();
        }

        public override async ValueTask WriteAsync(StateWrite write, CancellationToken cancellationToken = default)
        {
            // The entries must be whole by now: their buffers are used again afterwards.
            foreach (var (section, blob) in write.Puts)
                Assert.IsType<JournalEntry.InFlight>(JournalEntry.Decode(Checksum.Verify(section, blob.Number, blob.Content).Span));
            Numbers.Add([.. write.Puts.Select(put => put.Blob.Number)]);
            Survive.Add(write.SurvivesPowerFailure);
            if (_isOpen)
                await Task.Yield();
            else if (await _ends.Reader.ReadAsync(cancellationToken) is { } failure)
                throw failure;
        }

        public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(StateSection section, long number, CancellationToken cancellationToken = default) => default;

        public override async IAsyncEnumerable<StateBlob> ReadRangeAsync(
            StateSection section, long from = 0, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }

        public override ValueTask RenewAsync(CancellationToken cancellationToken = default) => default;

        public override ValueTask DisposeAsync() => default;
    }
}
