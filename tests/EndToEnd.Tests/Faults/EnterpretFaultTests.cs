namespace EndToEnd.Tests.Faults;

/// <summary>
/// A sync into each object of Enterpret meets every fault of the transport and is killed in between: nothing is lost, no record is blamed, the reports are right, and
/// feedback is sent again only if nobody knows whether it arrived.
/// </summary>
public sealed class EnterpretFaultTests
{
    private const int Lives = 8;
    private const int Seeds = 6;

    private static readonly string[] s_faults =
    [
        "429", "429 with Retry-After", "429 without a body", "html 502", "error 500", "cut before the commit", "cut after the commit", "commit after the cut",
        "cut in the body", "slow drip", "gateway time-out", "fewer acknowledgements", "401",
    ];

    // One of each effect: nothing stored and nobody knows, stored and nobody knows, stored late, refused for now, refused for good.
    private static readonly string[] s_lasting = ["gateway time-out", "cut after the commit", "commit after the cut", "429", "401"];

    public static TheoryData<string, string, bool> Faults()
    {
        TheoryData<string, string, bool> data = [];
        foreach (var name in EnterpretScenario.Names)
        {
            foreach (var fault in s_faults)
                data.Add(name, fault, false);
            foreach (var fault in s_lasting)
                data.Add(name, fault, true);

            // A record that is too large alone is refused for good, and rightly: once is a batch that was too large.
            data.Add(name, "413", false);
        }

        return data;
    }

    public static TheoryData<string, int> Deaths()
    {
        TheoryData<string, int> data = [];
        foreach (var name in EnterpretScenario.Names)
        {
            for (var seed = 0; seed < Seeds; seed++)
                data.Add(name, seed);
        }

        return data;
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_loses_nothing(string name, string fault, bool lasts)
    {
        await using var sync = await EnterpretSync.StartAsync(name, TimeSpan.FromSeconds(fault == "gateway time-out" ? 29 : 0));
        await sync.SettleAsync();
        sync.Edit();
        sync.Faults.Add(TransportFaults.Of(fault), count: lasts ? null : 1);

        var runs = await sync.SettleAsync();

        Assert.True(fault == "401" || lasts || runs.Count == 1, FaultedSync.Describe(runs));
        await sync.AssertSettledAsync();
        Assert.Empty(sync.SentAgainWithoutDoubt());
    }

    [Theory, MemberData(nameof(Deaths))]
    public async Task A_process_that_is_killed_between_faults_loses_nothing(string name, int seed)
    {
        var random = new Random(seed);
        await using var sync = await EnterpretSync.StartAsync(name);
        for (var life = 0; life < Lives; life++)
        {
            sync.Faults.Add(TransportFaults.Of(s_faults[random.Next(s_faults.Length)]), nth: 1 + random.Next(4), count: 1 + random.Next(8));
            if (await sync.RunToDeathAsync(1 + random.Next(16), random.Next(2) == 0))
                sync.NoteDeath();
            sync.Faults.Clear();
            sync.Edit();
        }

        await sync.SettleAsync();

        await sync.AssertSettledAsync();
        Assert.Empty(sync.SentAgainWithoutDoubt());
    }
}
