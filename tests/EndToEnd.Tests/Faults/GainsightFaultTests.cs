namespace EndToEnd.Tests.Faults;

/// <summary>
/// Every kind of call that a sync into Gainsight makes meets every fault of the transport, once or until the run ends: nothing is lost, nothing is there twice, no
/// record is blamed, and the reports are right.
/// </summary>
public sealed class GainsightFaultTests
{
    private static readonly string[] s_ofAnyCall =
    [
        "cut before the commit", "cut after the commit", "cut in the body", "slow drip", "html 502", "error 500", "result false", "empty 200", "half a document",
        "429", "429 with Retry-After", "429 in other words", "429 without a body", "429 inside a 200", "401",
    ];

    private static readonly string[] s_ofWrites = ["commit after the cut", "fewer acknowledgements"];

    // One of each effect: nothing stored and nobody knows, stored and nobody knows, no answer in time, refused for now, refused for good.
    private static readonly string[] s_lasting = ["html 502", "cut after the commit", "slow drip", "429", "401"];

    // All calls that the syncs make once they know nothing but their state, each where it is made first.
    private static readonly (string Sync, string[] Calls)[] s_calls =
    [
        ("companies", ["GET list", "GET describe", "GET dropdown", "POST query/company", "POST company", "PUT company", "DELETE company"]),
        ("companies with OAuth", ["POST token", "POST company", "PUT company"]),
        ("assets", ["POST query/asset__gc", "POST asset__gc", "PUT asset__gc"]),
        ("persons", ["PUT person"]),
        ("persons at companies", ["POST query/company", "PUT person"]),
        ("relationships", ["POST query/relationship", "POST relationship", "PUT relationship", "DELETE relationship"]),
        ("persons on relationships", ["POST query/relationship", "PUT person"]),
    ];

    public static TheoryData<string, string, string, bool> Faults()
    {
        TheoryData<string, string, string, bool> data = [];
        foreach (var (sync, calls) in s_calls)
        {
            foreach (var call in calls)
            {
                foreach (var fault in IsWrite(call) ? [.. s_ofAnyCall, .. s_ofWrites] : s_ofAnyCall)
                    data.Add(sync, call, fault, false);
                foreach (var fault in s_lasting)
                    data.Add(sync, call, fault, true);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_loses_nothing_and_does_nothing_twice(string name, string call, string fault, bool lasts)
    {
        await using var sync = await GainsightSync.StartAsync(name, fault);
        await sync.SettleAsync();
        var changes = sync.Edit();
        var rule = sync.Faults.Add(TransportFaults.Of(fault), count: lasts ? null : 1, when: made => GainsightSync.KindOf(made) == call);

        var runs = await sync.SettleAsync();

        Assert.True(rule.Hits > 0);
        Assert.True(lasts || EndsTheRun(call, fault) || runs.Count == 1, FaultedSync.Describe(runs));
        Assert.Equal(changes, runs.Sum(run => run.RecordsUpdated));
        await sync.AssertSettledAsync();
        Assert.Empty(sync.CreatedBlindly());
    }

    [Fact]
    public async Task Every_kind_of_call_is_in_the_matrix()
    {
        HashSet<string> made = [];
        foreach (var (name, _) in s_calls)
        {
            await using var sync = await GainsightSync.StartAsync(name);
            await sync.SettleAsync();
            sync.Edit();
            await sync.SettleAsync();
            made.UnionWith(sync.Calls.Select(GainsightSync.KindOf));
        }

        Assert.Equal(s_calls.SelectMany(sync => sync.Calls).Distinct().Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    private static bool IsWrite(string call) => !call.StartsWith("GET", StringComparison.Ordinal) && !call.Contains("query", StringComparison.Ordinal) && !call.EndsWith("token", StringComparison.Ordinal);

    // A key that is refused, and a read whose answer cannot be read: the next run goes on.
    private static bool EndsTheRun(string call, string fault) => fault == "401" || !IsWrite(call) && fault is "empty 200" or "half a document";
}
