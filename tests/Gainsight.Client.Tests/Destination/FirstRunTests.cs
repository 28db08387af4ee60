using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Gainsight.Client.Tests.Destination;

/// <summary>The first run of a sync whose companies Gainsight has already, through the engine.</summary>
public sealed class FirstRunTests
{
    [Fact]
    public async Task Companies_that_exist_are_found_in_bulk_and_not_written()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies(Enumerable.Range(0, 1_500).Select(i => $"Company {i}"));
        var source = new ListSource("name", "ticker");
        for (var i = 0; i < 1_503; i++)
            source.Add($"Company {i}", $"T{i}");
        var sync = new SyncBuilder("companies").From(source)
            .To(tenant.CreateDestination(), GainsightObjects.CompanyName, SyncBehavior.UpdateOrCreate)
            .Key("name", "Name").Map("ticker", "TickerSymbol").FirstRun(FirstRun.SkipExisting).Build();
        var runner = new SyncRunner(new InMemorySyncStateStore(tenant.Time), null, tenant.Time);

        var first = await runner.RunAsync(sync, cancellationToken: Tenant.Token);

        Assert.Null(first.ErrorMessage);
        Assert.Equal((1_500, 3), (first.RecordsAdopted, first.RecordsCreated));
        Assert.Equal(["POST company 3"], tenant.Shorthand.Where(call => !call.Contains("query") && call.Contains("company")));
        Assert.Equal(1, tenant.Emulator.WriteCalls);
        Assert.InRange(tenant.Shorthand.Count(call => call == "POST query/company"), 1, 3);

        source.Set(7, 1, "CHANGED");
        var second = await runner.RunAsync(sync, cancellationToken: Tenant.Token);

        Assert.Equal((1, 1_502), (second.RecordsUpdated, second.SourceRecordUnchanged));
        Assert.Equal(2, tenant.Emulator.WriteCalls);
    }
}
