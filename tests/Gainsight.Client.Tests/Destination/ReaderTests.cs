using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;
using Gainsight.Client.Tests.Objects;

namespace Gainsight.Client.Tests.Destination;

/// <summary>What Gainsight holds is read in the form in which it can be compared with what a sync would send.</summary>
public sealed class ReaderTests
{
    private static async Task<List<FieldValue[]>> ReadAllAsync(DestinationReader reader)
    {
        List<FieldValue[]> records = [];
        var batches = await reader.ReadAllAsync(1_000_000, Tenant.Token);
        Assert.NotNull(batches);
        await foreach (var batch in batches)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.Equal(36, batch[i].DestinationId!.Length);
                records.Add([.. batch[i].Values]);
            }
        }

        return records;
    }

    private static async Task<DestinationReader> OpenAsync(GainsightDestination destination, SyncPlan plan, params int[] fields)
    {
        var reader = await destination.OpenReaderAsync(plan, fields.Length > 0 ? fields : [.. Enumerable.Range(0, plan.Fields.Count)], Tenant.Token);
        Assert.NotNull(reader);
        return reader;
    }

    private static async Task<FindResult> FindAsync(DestinationReader reader, params FieldValue[] row) =>
        (await reader.FindAsync(reader.Plan.Batch(row), Tenant.Token))[0];

    [Theory, MemberData(nameof(ValueTests.Values), MemberType = typeof(ValueTests))]
    public async Task What_was_written_is_read_as_it_is_normalized(string field, FieldValue value, string stored)
    {
        Action<GainsightEmulatorOptions>[] tenants =
        [
            _ => { },
            options => (options.ReadDatesAsEpoch, options.ReadPicklistsAsLabels, options.ReadAsList) = (true, true, true),
            options => options.DescribeWithoutItems = true,
        ];
        foreach (var configure in tenants)
        {
            await using var tenant = await Tenant.StartAsync(configure);
            tenant.DeclareAssets();
            var destination = tenant.CreateDestination();
            var plan = await destination.PlanAsync(GainsightObjects.Custom(Samples.Asset), SyncOperation.Upsert, "Serial__gc", field);
            await destination.SyncAsync(plan, plan.Batch(["A", value], ["B", FieldValue.Null]));
            Assert.NotEqual("", stored);

            var reader = await OpenAsync(destination, plan);
            var read = (await FindAsync(reader, "A", FieldValue.Absent)).Values.Span[1];
            var all = await ReadAllAsync(reader);

            Assert.True(read.HasValue);
            Assert.Equal(reader.Normalize(1, value).ToText(), read.ToText());
            Assert.Equal(read, all.Single(record => record[0].ToText() == "A")[1]);
            Assert.Equal(FieldValue.Null, all.Single(record => record[0].ToText() == "B")[1]);
        }
    }

    public static TheoryData<string, FieldValue, FieldValue> Pairs { get; } = new()
    {
        { "Number__gc", 5L, 5.0000001m },
        { "Number__gc", 5L, "5" },
        { "Number__gc", 0.1d, 0.10000000000000001m },
        { "Note__gc", "a", "A" },
        { "Note__gc", "a", "a " },
        { "Note__gc", "é", "e\u0301" },
        { "Kind__gc", "Van", "Car" },
        { "Kind__gc", "Van", "van" },
        { "Kind__gc", "Van", "Bus" },
        { "Marks__gc", "Red", "Red;Old" },
        { "Marks__gc", "Red", "Red;Blue" },
        { "Sold__gc", false, FieldValue.Null },
        { "Sold__gc", true, "true" },
        { "Built__gc", new DateOnly(2026, 2, 28), new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero) },
        { "Built__gc", new DateOnly(2026, 2, 28), "2026-02-28" },
        { "Seen__gc", new DateTimeOffset(2026, 2, 28, 1, 0, 0, 1, TimeSpan.Zero), new DateTimeOffset(2026, 2, 28, 1, 0, 0, 2, TimeSpan.Zero) },
        { "Mail__gc", "ann@x.com", "Ann@x.com" },
    };

    [Theory, MemberData(nameof(Pairs))]
    public async Task Values_that_differ_are_never_equal(string field, FieldValue one, FieldValue other)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Custom(Samples.Asset), SyncOperation.Upsert, "Serial__gc", field);
        await destination.SyncAsync(plan, plan.Batch(["A", one]));

        var reader = await OpenAsync(destination, plan);
        var read = (await FindAsync(reader, "A", FieldValue.Absent)).Values.Span[1];

        Assert.Equal(reader.Normalize(1, one), read);
        Assert.NotEqual(reader.Normalize(1, other), read);
    }

    [Fact]
    public async Task Items_of_a_dropdown_are_the_same_by_label_and_by_id_and_in_any_order()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Custom(Samples.Asset), SyncOperation.Upsert, "Serial__gc", "Kind__gc", "Marks__gc");
        var reader = await OpenAsync(destination, plan);
        var fields = await tenant.CreateClient().Metadata.DescribeAsync(Samples.Asset, Tenant.Token);
        var van = fields!.Fields.Single(field => field.Name == "Kind__gc").FindItem("Van")!.Id;

        Assert.Equal(reader.Normalize(1, van), reader.Normalize(1, "Van"));
        Assert.Equal(reader.Normalize(2, "Old;Red"), reader.Normalize(2, FieldValue.FromArray([FieldValue.From("Red"), FieldValue.From("Old")])));
        Assert.Equal(FieldValue.Null, reader.Normalize(2, FieldValue.FromArray([])));

        // An inactive item cannot be written, so nothing is known of what would become of it; but a record may have it.
        Assert.True(reader.Normalize(1, "Tram").IsAbsent);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Every_page_is_read_also_where_pages_are_smaller_than_they_are_asked_for(bool cut)
    {
        await using var tenant = await Tenant.StartAsync(options =>
        {
            options.MaxRowsPerRead = cut ? 700 : 5_000;
            options.CutReadLimit = cut;
        });
        tenant.SeedCompanies(Enumerable.Range(0, 5_001).Select(i => $"Company {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        var reader = await OpenAsync(destination, plan);
        var before = tenant.Calls.Count;

        var read = await ReadAllAsync(reader);

        Assert.Equal(5_001, read.Select(record => record[0].ToText()).Distinct().Count());
        Assert.Equal(1 + (cut ? 9 : 3), tenant.Calls.Count - before);
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public async Task Everything_is_read_only_where_that_takes_fewer_calls_than_to_ask(int sought, bool readsAll)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Acme");
        var destination = tenant.CreateDestination();
        var reader = await OpenAsync(destination, await destination.CompanyPlanAsync("Name"));

        Assert.Equal(readsAll, await reader.ReadAllAsync(sought, Tenant.Token) is not null);
    }

    [Fact]
    public async Task A_tenant_with_more_records_than_are_worth_reading_is_asked()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies(Enumerable.Range(0, 5_001).Select(i => $"Company {i}"));
        var destination = tenant.CreateDestination();
        var reader = await OpenAsync(destination, await destination.CompanyPlanAsync("Name"));

        Assert.Null(await reader.ReadAllAsync(150, Tenant.Token));
        Assert.NotNull(await reader.ReadAllAsync(151, Tenant.Token));
    }

    [Fact]
    public async Task Records_are_found_by_key_with_their_values_and_several_of_one_key_are_told()
    {
        await using var tenant = await Tenant.StartAsync();
        var ann = tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Ann", ["Email"] = "ann@x.com" })[0];
        tenant.Emulator.Seed("company", Enumerable.Range(0, 120).Select(i => new JsonObject { ["Name"] = $"C{i}", ["Arr"] = i, ["Csm"] = i == 7 ? ann : null }));
        tenant.SeedCompanies("C5");
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Arr", "Csm by Email", "Industry");
        var reader = await OpenAsync(destination, plan, 1, 2);
        var before = tenant.Calls.Count;

        var found = await reader.FindAsync(
            plan.Batch(Enumerable.Range(0, 121).Select(i => new FieldValue[] { $"C{i}", FieldValue.Absent, FieldValue.Absent, FieldValue.Absent })), Tenant.Token);

        Assert.Equal(3, tenant.Calls.Count - before);
        Assert.Equal(119, found.Count(result => result.Outcome == FindOutcome.One));
        Assert.Equal((FindOutcome.Many, FindOutcome.Absent), (found[5].Outcome, found[120].Outcome));
        Assert.Equal(["C7", "7", "ann@x.com", ""], found[7].Values.ToArray().Select(value => value.ToText()));
        Assert.True(found[7].Values.Span[3].IsAbsent);
        Assert.Equal(36, found[7].DestinationId!.Length);
        Assert.True(found[8].Values.Span[2].IsNull);
    }

    [Fact]
    public async Task A_record_without_a_key_cannot_be_told()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var reader = await OpenAsync(destination, await destination.CompanyPlanAsync("Name"));

        Assert.Equal(FindOutcome.CannotTell, (await FindAsync(reader, "")).Outcome);
    }

    [Fact]
    public async Task A_relationship_is_read_by_the_name_of_its_company()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, other, type) = (tenant.SeedCompany("Acme"), tenant.SeedCompany("Other"), tenant.SeedType("Paid"));
        tenant.SeedRelationship(acme, type, "Main");
        tenant.SeedRelationship(other, type, "Main");
        var destination = tenant.CreateDestination();
        var plan = await RelationshipPlanAsync(destination);
        var reader = await OpenAsync(destination, plan);

        var found = await reader.FindAsync(plan.Batch(["Acme", "Main", "Paid"], ["Acme", "Second", "Paid"], ["Nobody", "Main", "Paid"]), Tenant.Token);

        Assert.Equal([FindOutcome.One, FindOutcome.Absent, FindOutcome.Absent], found.Select(result => result.Outcome));
        Assert.Equal(["Acme", "Main", "Paid"], found[0].Values.ToArray().Select(value => value.ToText()));
        Assert.Equal(["Acme", "Other"], (await ReadAllAsync(reader)).Select(record => record[0].ToText()).Order());
    }

    [Fact]
    public async Task A_person_at_a_company_is_read_by_address_and_company()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Acme", "Other");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(
            GainsightObjects.CompanyPerson, SyncOperation.Upsert, "SourceId", "Email", "Company_ID by Name", "Person_ID__gr.FirstName", "Title");
        await destination.SyncAsync(plan, plan.Batch(["1", "ann@x.com", "Acme", "Ann", "CEO"], ["2", "ann@x.com", "Other", "Ann", "Advisor"], ["3", "bob@x.com", "Acme", "Bob", "CTO"]));
        var reader = await OpenAsync(destination, plan);

        var found = await FindAsync(reader, "x", "ANN@x.com", "Other", "", "");
        var all = await ReadAllAsync(reader);

        Assert.Equal([1, 2], reader.KeyIndexes);
        Assert.Equal(["", "ann@x.com", "Other", "Ann", "Advisor"], found.Values.ToArray().Select(value => value.ToText()));
        Assert.True(found.Values.Span[0].IsAbsent);
        Assert.Equal(["Advisor", "CEO", "CTO"], all.Select(record => record[4].ToText()).Order());
    }

    [Fact]
    public async Task A_refused_key_is_an_error_and_no_answer()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var reader = await OpenAsync(destination, await destination.CompanyPlanAsync("Name"));
        tenant.Emulator.RegenerateAccessKey("another-access-key");

        await Assert.ThrowsAsync<SyncDestinationException>(() => FindAsync(reader, "Acme"));
    }

    private static async Task<SyncPlan> RelationshipPlanAsync(GainsightDestination destination)
    {
        var target = (await destination.ListObjectsAsync(Tenant.Token)).Single(found => found.Name == GainsightObjects.RelationshipName);
        var fields = (await destination.ListFieldsAsync(target.Name, Tenant.Token)).ToDictionary(field => field.Name);
        return new(target, SyncOperation.Upsert, [new(fields["CompanyId"], "Name"), new(fields["Name"]), new(fields["TypeId"], "Name")], 0, 1);
    }
}
