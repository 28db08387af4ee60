using System.Diagnostics.Tracing;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;
using Microsoft.Extensions.Logging;

namespace Enterpret.Client.Tests.Sending;

/// <summary>Whoever hears of a failure and sends a record at that very moment begins anew.</summary>
public sealed class FailedLineTests
{
    private const int FullRequest = 15;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_that_comes_because_the_one_before_it_failed_is_not_failed_with_it(bool isFaultOfTheKeyProvider)
    {
        var time = new ManualTimeProvider();
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = time }, Workspace.Token);
        if (!isFaultOfTheKeyProvider)
            emulator.Faults.Add(Fault.Unauthorized());
        using var moment = await FailingMoment.CreateAsync();
        using var http = new HttpClient(emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var options = new EnterpretClientOptions { BaseAddress = emulator.BaseAddress };
        var asked = 0;
        if (isFaultOfTheKeyProvider)
            options.UsersApiKeyProvider = _ => asked++ == 0 ? throw moment.Failing(new TimeoutException()) : new(EnterpretEmulator.DefaultUsersKey);
        else
            options.UsersApiKey = EnterpretEmulator.DefaultUsersKey;
        await using var client = new EnterpretClient(options, http, time, moment);

        // The first record starts the sender, which is followed from here on.
        var sent = new List<Task> { moment.Follow(() => client.Users.UpsertAsync(Make.User(0), Workspace.Token)) };
        sent.AddRange(Make.Users(FullRequest).Skip(1).Select(user => client.Users.UpsertAsync(user, Workspace.Token)));
        await Assert.ThrowsAnyAsync<Exception>(() => sent[0]);
        var next = client.Users.UpsertAsync(Make.User(FullRequest), Workspace.Token);
        moment.GoOn();
        await moment.Held.WaitAsync(TimeSpan.FromSeconds(60), Workspace.Token);
        await next;

        Assert.Equal(1, emulator.TimesSent("users", $"user-{FullRequest}"));
    }

    /// <summary>
    /// Slows down whoever tells the callers of a request of its failure, so that the first of them comes back before all have been told: each is told by work that is queued for the thread pool,
    /// and the runtime traces that on the thread that queues it.
    /// </summary>
    private sealed class FailingMoment : EventListener, ILogger<EnterpretClient>
    {
        private const string Runtime = "System.Diagnostics.Eventing.FrameworkEventSource";
        private const EventKeywords ThreadPoolWork = (EventKeywords)2;
        private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);
        private readonly TaskCompletionSource _traces = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _goOn = new();
        private readonly AsyncLocal<bool> _isFollowed = new();
        private volatile bool _hasFailed;

        /// <summary>Ends when the first caller has come back before all have been told.</summary>
        public Task Held => _held.Task;

        public static async Task<FailingMoment> CreateAsync()
        {
            var moment = new FailingMoment();
            for (var work = 0; !moment._traces.Task.IsCompleted; work++)
            {
                Assert.True(work < 100_000, "The runtime does not trace what is queued.");
                await Task.Run(() => { }, Workspace.Token);
            }

            return moment;
        }

        /// <summary>Follows what a call starts, on whatever threads it goes on.</summary>
        public Task Follow(Func<Task> call)
        {
            Task? task = null;
            ExecutionContext.Run(
                ExecutionContext.Capture()!,
                _ =>
                {
                    _isFollowed.Value = true;
                    task = call();
                },
                null);
            return task!;
        }

        public Exception Failing(Exception exception)
        {
            _hasFailed = true;
            return exception;
        }

        public void GoOn() => _goOn.Set();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _hasFailed |= logLevel >= LogLevel.Warning;

        public override void Dispose()
        {
            base.Dispose();
            _goOn.Dispose();
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == Runtime)
                EnableEvents(eventSource, EventLevel.Verbose, ThreadPoolWork);
        }

        // Of the first caller this comes before he is told, and is in vain; of one of the others it ends when he has come back.
        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName != "ThreadPoolEnqueueWork")
                return;
            _traces.TrySetResult();
            if (_hasFailed && _isFollowed.Value && _goOn.Wait(s_patience))
                _held.TrySetResult();
        }
    }
}
