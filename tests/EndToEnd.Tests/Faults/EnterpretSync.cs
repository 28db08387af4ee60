using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;
using Enterpret.Client;

namespace EndToEnd.Tests.Faults;

/// <summary>A sync into an Enterpret workspace.</summary>
internal sealed class EnterpretSync : FaultedSync
{
    private const int FirstRows = 50;
    private const int Added = 12;
    private readonly EnterpretEmulator _emulator;
    private readonly EnterpretScenario _scenario;
    private readonly HashSet<int> _unheard = [];
    private readonly HashSet<int> _changedAfter = [];

    private EnterpretSync(EnterpretScenario scenario, EnterpretEmulator emulator, JumpingTimeProvider clock)
        : base(clock, FirstRows) => (_scenario, _emulator) = (scenario, emulator);

    public override FaultScript Faults => _emulator.Faults;

    public override IReadOnlyList<EmulatorCall> Calls => _emulator.Calls;

    public static async Task<EnterpretSync> StartAsync(string scenario, TimeSpan latency = default)
    {
        var clock = new JumpingTimeProvider(AttemptTimeout);
        var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = clock, Latency = latency, RejectUnknownProperties = true }, TestContext.Current.CancellationToken);
        var sync = new EnterpretSync(EnterpretScenario.Of(scenario), emulator, clock);
        if (sync._scenario.Erases)
            await sync.SendUsersAsync();
        return sync;
    }

    /// <summary>Edits the source; what is only created is only added to.</summary>
    public void Edit()
    {
        var changes = !_scenario.OnlyCreates && !_scenario.Erases;
        Rows.Edit(Added, removed: 0, changes);
        if (changes)
            _changedAfter.Add(Calls.Count);
    }

    /// <summary>Notes that the process died: whether it heard the answer to its last call, nobody knows.</summary>
    public void NoteDeath() => _unheard.Add(Calls.Count);

    /// <summary>Records that were sent again, with nothing changed, although the answer that they were accepted had been heard.</summary>
    public IEnumerable<string> SentAgainWithoutDoubt()
    {
        HashSet<(string Route, string Id)> accepted = [];
        foreach (var call in Calls)
        {
            if (_changedAfter.Contains(call.Number - 1))
                accepted.Clear();
            foreach (var id in call.Ids.Where(id => accepted.Contains((call.Route, id))))
                yield return $"{id} with {call}";
            if (call is { Status: 200, Fault: null or nameof(FaultKind.NoAcknowledgement) } && !_unheard.Contains(call.Number))
                accepted.UnionWith(call.Ids.Select(id => (call.Route, id)));
        }
    }

    public override async ValueTask DisposeAsync() => await _emulator.DisposeAsync();

    protected override HttpMessageHandler CreateHandler() => _emulator.CreateHandler();

    protected override SyncDefinition Define(HttpClient http)
    {
        var sync = new SyncBuilder("sync").From(Rows.Source).To(new EnterpretDestination(CreateClient(http)), _scenario.Target.ObjectName, _scenario.Behavior).Key("key", "Id");
        _scenario.Map(sync);
        return sync.Build();
    }

    protected override IEnumerable<string> Contents() => _scenario.Contents(_emulator);

    // What is to be erased is what is not there any more.
    protected override IEnumerable<string> Expected() => _scenario.Erases ? ["kept"] : Rows.Rows.Select(_scenario.Expected);

    private EnterpretClient CreateClient(HttpClient http)
    {
        var options = new EnterpretClientOptions
        {
            BaseAddress = _emulator.BaseAddress,
            UsersApiKey = EnterpretEmulator.DefaultUsersKey,
            AccountsApiKey = EnterpretEmulator.DefaultAccountsKey,
            PrivacyApiKey = EnterpretEmulator.DefaultPrivacyKey,
            AttemptTimeout = AttemptTimeout,
        };
        (options.Feedback.ApiKey, options.Feedback.FileId) = (EnterpretEmulator.DefaultFeedbackKey, "file");
        return new(options, http, Clock);
    }

    private async Task SendUsersAsync()
    {
        using var http = new HttpClient(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var ids = Enumerable.Range(0, FirstRows + Added).Select(number => new SourceRow(number, "").Key).Append("kept");
        await CreateClient(http).Users.UpsertAsync([.. ids.Select(id => new EnterpretUser(id, EnterpretScenario.Day))], TestContext.Current.CancellationToken);
    }
}
