using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;
using Gainsight.Client;

namespace EndToEnd.Tests.Faults;

/// <summary>A sync into a Gainsight tenant.</summary>
internal sealed class GainsightSync : FaultedSync
{
    private const int FirstRows = 24;
    private const int Added = 6;
    private readonly GainsightEmulator _emulator;
    private readonly GainsightScenario _scenario;

    private GainsightSync(GainsightScenario scenario, GainsightEmulator emulator, JumpingTimeProvider clock)
        : base(clock, FirstRows)
    {
        (_scenario, _emulator) = (scenario, emulator);
        scenario.Prepare(emulator);

        // Some of what the sync writes for the first time is there already, before the first run and before the one after the edit.
        foreach (var number in (int[])[0, 1, 2, FirstRows, FirstRows + 1])
            scenario.Seed?.Invoke(emulator, new(number, ""));
    }

    public override FaultScript Faults => _emulator.Faults;

    public override IReadOnlyList<EmulatorCall> Calls => _emulator.Calls;

    /// <summary>Starts a tenant that says "too many" in the words of a fault.</summary>
    public static async Task<GainsightSync> StartAsync(string scenario, string fault = "")
    {
        var clock = new JumpingTimeProvider(AttemptTimeout);
        var options = new GainsightEmulatorOptions
        {
            TimeProvider = clock,
            DescribeWithoutItems = true,
            ThrottleStatus = fault == "429 inside a 200" ? 200 : 429,
            ThrottleCode = fault == "429 in other words" ? "GU_2400" : "GS_APIG_2404",
        };
        return new(GainsightScenario.Of(scenario), await GainsightEmulator.StartAsync(options, TestContext.Current.CancellationToken), clock);
    }

    /// <summary>What a call is: <c>POST query/company</c>, <c>PUT company</c>, <c>GET describe</c>.</summary>
    public static string KindOf(EmulatorCall call) =>
        call.Path.Contains("/query/", StringComparison.Ordinal) ? $"{call.Method} query/{call.Route}"
        : call.Route == "metadata" ? $"{call.Method} {(call.Path.Contains("dropdown", StringComparison.Ordinal) ? "dropdown" : call.Path.Split('?')[0].Split('/')[^1])}"
        : $"{call.Method} {call.Route}";

    public int Edit() => Rows.Edit(Added, _scenario.Removed);

    /// <summary>Records that were sent to be created again although the first time may have done it and nobody had looked since.</summary>
    public IEnumerable<string> CreatedBlindly()
    {
        HashSet<string> doubtful = new(StringComparer.Ordinal);
        foreach (var call in Calls)
        {
            if (call.Path.Contains("/query/", StringComparison.Ordinal))
                doubtful.Clear();
            if (KindOf(call) != $"POST {_scenario.ObjectName.ToLowerInvariant()}")
                continue;
            foreach (var id in call.Ids.Where(doubtful.Contains))
                yield return $"{id} with {call}";

            // What was refused in the vendor's own words was not done.
            if (call.Status != 429 && (call.ErrorCode is null || call.Status >= 500))
                doubtful.UnionWith(call.Ids);
        }
    }

    public override async ValueTask DisposeAsync() => await _emulator.DisposeAsync();

    protected override HttpMessageHandler CreateHandler() => _emulator.CreateHandler();

    protected override SyncDefinition Define(HttpClient http)
    {
        var client = new GainsightClient(
            new()
            {
                BaseAddress = _emulator.BaseAddress,
                AccessKey = _scenario.UsesOAuth ? null : GainsightEmulator.DefaultAccessKey,
                OAuth = _scenario.UsesOAuth ? new() { ClientId = GainsightEmulator.DefaultClientId, ClientSecret = GainsightEmulator.DefaultClientSecret } : null,
                AttemptTimeout = AttemptTimeout,
                MaximumParallelBatches = 1,
            },
            http,
            Clock);
        var sync = new SyncBuilder("sync").From(Rows.Source).To(new GainsightDestination(client), _scenario.ObjectName, _scenario.Behavior);
        _scenario.Map(sync);
        return sync.Build();
    }

    protected override IEnumerable<string> Contents() => _scenario.Contents(_emulator);

    protected override IEnumerable<string> Expected() => Rows.Rows.Select(_scenario.Expected);
}
