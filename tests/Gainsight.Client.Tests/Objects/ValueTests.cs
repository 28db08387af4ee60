using System.Globalization;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Objects;

/// <summary>Every kind of value against an emulator that takes nothing it does not know.</summary>
public sealed class ValueTests
{
    public static TheoryData<string, FieldValue, string> Values { get; } = new()
    {
        { "Note__gc", "Größe \"1\" 😀", "Größe \"1\" 😀" },
        { "Note__gc", FieldValue.FromJson("""{"a":1}"""), """{"a":1}""" },
        { "Number__gc", 5L, "5" },
        { "Number__gc", -5.25m, "-5.25" },
        { "Number__gc", 1e-7d, "0.0000001" },
        { "Price__gc", 1234567.89m, "1234567.89" },
        { "Price__gc", FieldValue.FromNumber("12345678901234567890.5"), "12345678901234567890.5" },
        { "Share__gc", 12.5m, "12.5" },
        { "Sold__gc", true, "true" },
        { "Sold__gc", false, "false" },
        { "Built__gc", new DateOnly(2026, 2, 28), "2026-02-28" },
        { "Built__gc", new DateTimeOffset(2026, 2, 28, 23, 30, 0, TimeSpan.FromHours(-2)), "2026-03-01" },
        { "Seen__gc", new DateTimeOffset(2026, 2, 28, 23, 30, 0, 125, TimeSpan.FromHours(-2)), "2026-03-01T01:30:00.125Z" },
        { "Seen__gc", FieldValue.From(new DateTime(2026, 2, 28, 23, 30, 0)), "2026-02-28T23:30:00Z" },
        { "Seen__gc", new DateOnly(2026, 2, 28), "2026-02-28T00:00:00Z" },
        { "Kind__gc", "Van", "Van" },
        { "Marks__gc", FieldValue.FromArray([FieldValue.From("Red"), FieldValue.From("Old")]), "Red;Old" },
        { "Marks__gc", "Red;Old", "Red;Old" },
        { "Mail__gc", "ann@x.com", "ann@x.com" },
    };

    public static TheoryData<string, FieldValue, string> BadValues { get; } = new()
    {
        { "Serial__gc", "123456789012345678901", "too_long" },
        { "Number__gc", double.NaN, "cast_failed" },
        { "Number__gc", "five", "GSOBJ_1008" },
        { "Sold__gc", "yes", "GSOBJ_1008" },
        { "Built__gc", "28.02.2026", "GSOBJ_1006" },
        { "Seen__gc", "yesterday", "GSOBJ_1005" },
        { "Kind__gc", "Plane", "GSOBJ_1012" },
        { "Kind__gc", "Tram", "GSOBJ_1012" },
        { "Marks__gc", FieldValue.FromArray([FieldValue.From("Red"), FieldValue.From("Blue")]), "GSOBJ_1012" },
    };

    [Theory, MemberData(nameof(Values))]
    public async Task A_value_is_stored_and_null_clears_it_and_absent_leaves_it(string field, FieldValue value, string stored)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        var destination = tenant.CreateDestination();
        var plan = await PlanAsync(destination, field);

        var written = await destination.SyncAsync(plan, plan.Batch(["A", value]));
        var left = await destination.SyncAsync(plan, plan.Batch(["A", FieldValue.Absent]));
        Assert.Equal(stored, Stored(tenant, field));
        var cleared = await destination.SyncAsync(plan, plan.Batch(["A", FieldValue.Null]));

        Assert.Equal([RecordEffect.Created, RecordEffect.Updated, RecordEffect.Updated], written.Concat(left).Concat(cleared).Select(result => result.Effect));
        Assert.Equal("", Stored(tenant, field));
    }

    [Theory, MemberData(nameof(BadValues))]
    public async Task A_bad_value_is_told_with_its_field_and_holds_nobody_up(string field, FieldValue value, string code)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        var destination = tenant.CreateDestination();
        var plan = await PlanAsync(destination, field == "Serial__gc" ? "Note__gc" : field);
        FieldValue[] bad = field == "Serial__gc" ? [value, ""] : ["A", value];

        var results = await destination.SyncAsync(plan, plan.Batch(bad, ["B", FieldValue.Absent]));

        Assert.Equal([RecordOutcome.Rejected, RecordOutcome.Succeeded], results.Outcomes());
        Assert.Equal((code, field), (results[0].Problem!.Code, results[0].Problem!.Field));
    }

    [Fact]
    public async Task An_item_of_a_dropdown_may_be_given_by_its_id_and_an_empty_choice_is_none()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        var destination = tenant.CreateDestination();
        var plan = await PlanAsync(destination, "Kind__gc");
        await destination.SyncAsync(plan, plan.Batch(["A", "Van"]));
        var id = (await tenant.CreateClient().Object(Samples.Asset).GetAsync(tenant.Emulator.Records(Samples.Asset)[0].Text("Gsid"), Tenant.Token))!["Kind__gc"].AsString();
        var marks = await PlanAsync(destination, "Marks__gc");

        var byId = await destination.SyncAsync(plan, plan.Batch(["B", id]));
        var none = await destination.SyncAsync(marks, marks.Batch(["B", FieldValue.FromArray([])]));

        Assert.Equal(36, id.Length);
        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Succeeded], byId.Concat(none).Outcomes());
        Assert.Equal("Van", tenant.Emulator.Find(Samples.Asset, "Serial__gc", "B")!.Text("Kind__gc"));
    }

    [Fact]
    public async Task An_item_that_was_refused_costs_no_call_again_for_a_while()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        var destination = tenant.CreateDestination();
        var plan = await PlanAsync(destination, "Kind__gc");
        await destination.SyncAsync(plan, plan.Batch(["A", "Plane"], ["B", "Van"]));
        var before = tenant.Emulator.WriteCalls;

        var again = await destination.SyncAsync(plan, plan.Batch(["C", "Plane"], ["D", "Van"]));
        Assert.Equal(("GSOBJ_1012", "Kind__gc", before + 1), (again[0].Problem!.Code, again[0].Problem!.Field, tenant.Emulator.WriteCalls));
        tenant.Time.Advance(TimeSpan.FromMinutes(11));
        await destination.SyncAsync(plan, plan.Batch(["E", "Plane"], ["F", "Van"]));

        Assert.Equal(before + 3, tenant.Emulator.WriteCalls);
    }

    [Fact]
    public async Task White_space_around_an_address_is_no_part_of_it()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        tenant.Emulator.Seed(Samples.Asset, new System.Text.Json.Nodes.JsonObject { ["Serial__gc"] = "A", ["Mail__gc"] = "Ann@x.com" });
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Custom(Samples.Asset), SyncOperation.Upsert, "Mail__gc", "Serial__gc");

        var results = await destination.SyncAsync(plan, plan.Batch([" ann@x.com ", "B"], ["\tbob@x.com", "C"]));

        Assert.Equal([RecordEffect.Updated, RecordEffect.Created], results.Select(result => result.Effect));
        Assert.Equal("bob@x.com", tenant.Emulator.Find(Samples.Asset, "Serial__gc", "C")!.Text("Mail__gc"));
        Assert.Equal(2, tenant.Emulator.Count(Samples.Asset));
    }

    [Fact]
    public async Task A_reference_is_looked_up_by_gainsight_in_any_object()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        var acme = tenant.SeedCompany("Acme");
        var destination = tenant.CreateDestination();
        var plan = await PlanAsync(destination, "Owner__gc by Name");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Batch(["A", "Acme"], ["B", FieldValue.Null]));
        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.Equal(acme, tenant.Emulator.Find(Samples.Asset, "Serial__gc", "A")!.Text("Owner__gc"));
        Assert.DoesNotContain(tenant.Calls.Skip(before), call => call.Path.Contains("query/Company", StringComparison.OrdinalIgnoreCase));

        results = await destination.SyncAsync(plan, plan.Batch(["C", "Nobody"], ["D", "Acme"]));
        Assert.Equal([RecordOutcome.Rejected, RecordOutcome.Succeeded], results.Outcomes());
    }

    private static Task<SyncPlan> PlanAsync(GainsightDestination destination, string field) =>
        destination.PlanAsync(GainsightObjects.Custom(Samples.Asset), SyncOperation.Upsert, "Serial__gc", field);

    private static string Stored(Tenant tenant, string field) => tenant.Emulator.Find(Samples.Asset, "Serial__gc", "A")![field] switch
    {
        null => "",
        System.Text.Json.Nodes.JsonArray array => string.Join(';', array.Select(item => item!.ToString())),
        var value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        var value => value.ToString(),
    };
}
