using System.Reflection;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests;

public sealed class ConventionTests
{
    public static TheoryData<Type> Clients { get; } = new(typeof(GainsightClient), typeof(GainsightCompanies), typeof(GainsightPeople), typeof(GainsightMetadata), typeof(GainsightObject<GainsightRelationship>));

    [Theory, MemberData(nameof(Clients))]
    public void Operations_are_virtual_and_end_with_an_optional_token(Type client)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        foreach (var method in client.GetMethods(Declared).Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal)))
        {
            Assert.True(method is { IsVirtual: true, IsFinal: false }, $"Make {method.Name} virtual, so that it can be mocked.");
            var last = method.GetParameters()[^1];
            Assert.True(last.ParameterType == typeof(CancellationToken) && last.IsOptional, $"End {method.Name} with CancellationToken cancellationToken = default.");
        }
    }

    [Theory, MemberData(nameof(Clients))]
    public void Clients_can_be_mocked(Type client) =>
        Assert.True(
            client.GetConstructor(BindingFlags.NonPublic | BindingFlags.Instance, [])?.IsFamily,
            $"Give {client.Name} a protected constructor without parameters.");

    [Fact]
    public async Task A_mock_that_overrides_nothing_says_so()
    {
        using var mock = new Mock();

        await Assert.ThrowsAsync<NotSupportedException>(() => mock.TestConnectionAsync(Tenant.Token));
    }

    [Fact]
    public async Task No_key_and_no_value_appears_in_logs_exceptions_or_texts()
    {
        const string Key = "canary-key-4711";
        await using var tenant = await Tenant.StartAsync(options => options.AccessKey = Key);
        var client = tenant.CreateClient(options => options.AccessKey = Key);
        var destination = new GainsightDestination(client);
        var plan = await destination.CompanyPlanAsync("Name", "Stage");
        List<string> texts = [];
        Fault[] faults = [Fault.Html(), Fault.CutAfterCommit(), Fault.ResultFalse("GSOBJ_1008"), Fault.TooManyRequests(), Fault.MalformedJson()];
        foreach (var fault in faults)
        {
            tenant.Emulator.Faults.Add(fault, when: call => call.IsWrite, count: 2);
            texts.AddRange((await destination.SyncAsync(plan, plan.Batch([$"canary {fault.Kind}", "canary stage"]))).Select(result => $"{result} {result.Problem}"));
            tenant.Emulator.Faults.Clear();
        }

        tenant.Emulator.RegenerateAccessKey("canary-key-new");
        foreach (var call in new Func<Task>[]
        {
            () => client.Companies.InsertAsync([new("canary company")], Tenant.Token),
            () => client.Companies.GetAsync("canary-gsid", Tenant.Token),
            () => client.People.UpsertAsync(new GainsightPerson("canary@x.com"), Tenant.Token),
            () => destination.SyncAsync(plan, plan.Batch(["canary company", "x"])),
        })
            texts.Add((await Assert.ThrowsAnyAsync<Exception>(call)).ToString());

        texts.AddRange(tenant.Recorded.Entries.Select(entry => entry.Text));
        texts.AddRange([client.ToString()!, new GainsightPerson("canary@x.com").ToString(), new GainsightFilter("Name", GainsightOperator.Equal, "canary").ToString()]);
        Assert.True(tenant.Recorded.Entries.Count > 5);
        Assert.DoesNotContain(texts, text => text.Contains("canary", StringComparison.Ordinal));
    }

    private sealed class Mock : GainsightClient;
}
