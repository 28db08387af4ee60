using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Objects;

public sealed class CustomObjectTests
{
    [Fact]
    public async Task Objects_are_discovered_and_those_that_cannot_be_written_say_why()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        tenant.Emulator.DeclareObject(new("Usage__gc") { LowVolume = false, Fields = [new("Day__gc", "DATE")] });
        tenant.Emulator.DeclareObject(new("Fixed__gc") { DataEditable = false, Fields = [new("Day__gc", "DATE")] });

        var objects = (await tenant.CreateDestination().ListObjectsAsync(Tenant.Token)).ToDictionary(found => found.Name);

        Assert.Equal([SyncOperation.Upsert, SyncOperation.Update, SyncOperation.Insert, SyncOperation.Delete, SyncOperation.Append], objects[Samples.Asset].Operations.Select(operation => operation.Operation));
        Assert.Equal([SyncOperation.Upsert, SyncOperation.Update, SyncOperation.Delete], objects["Relationship"].Operations.Select(operation => operation.Operation));
        Assert.Equal((RepeatRule.AfterFind, RepeatRule.Safe), (objects[Samples.Asset].RepeatRuleOf(SyncOperation.Insert), objects[Samples.Asset].RepeatRuleOf(SyncOperation.Delete)));
        Assert.Equal([SyncOperation.Upsert], objects["Company_Person"].Operations.Select(operation => operation.Operation));
        Assert.Contains("high volume", objects["Usage__gc"].NotWritableReason, StringComparison.Ordinal);
        Assert.Contains("not editable", objects["Fixed__gc"].NotWritableReason, StringComparison.Ordinal);
        Assert.Contains("system", objects["record_delete_log"].NotWritableReason, StringComparison.Ordinal);
        Assert.Contains("standard object", objects["gsuser"].NotWritableReason, StringComparison.Ordinal);
        Assert.All(objects.Values, found => Assert.Equal(found.NotWritableReason is not null, found.Operations.Count == 0));
    }

    [Fact]
    public async Task The_flag_for_low_volume_may_be_distrusted()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.DeclareObject(new("Usage__gc") { LowVolume = false, Fields = [new("Day__gc", "STRING")] });
        var destination = tenant.CreateDestination(options => options.RequireTransactionalObjects = false);
        tenant.Emulator.Faults.Add(
            Fault.Reply(200, """{"result":true,"data":[{"objectName":"Usage__gc","objectType":"CUSTOM","transactional":false,"createable":true}]}"""), "/objects/list");
        var plan = await destination.PlanAsync(GainsightObjects.Custom("Usage__gc"), SyncOperation.Upsert, "Day__gc");

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => destination.SyncAsync(plan, plan.Batch(["1"], ["2"])));

        Assert.Equal("GSOBJ_1023", error.Code);
        Assert.Equal(1, tenant.Emulator.WriteCalls);
    }

    [Fact]
    public async Task Objects_are_remembered_for_a_while()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();

        await destination.ListObjectsAsync(Tenant.Token);
        await destination.ListObjectsAsync(Tenant.Token);
        Assert.Single(tenant.Calls);
        tenant.Time.Advance(TimeSpan.FromMinutes(11));
        await destination.ListObjectsAsync(Tenant.Token);

        Assert.Equal(2, tenant.Calls.Count);
    }

    [Fact]
    public async Task Fields_tell_type_length_items_references_and_keys()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();

        var fields = (await tenant.CreateDestination().ListFieldsAsync(Samples.Asset, Tenant.Token)).ToDictionary(field => field.Name);

        Assert.Equal((FieldType.String, 20, true, false), (fields["Serial__gc"].Type, fields["Serial__gc"].MaximumLength, fields["Serial__gc"].IsIdentifier, fields["Serial__gc"].IsRequired));
        Assert.Equal(["Car", "Van"], fields["Kind__gc"].AllowedValues!.Take(2));
        Assert.Equal(("company", false), (fields["Owner__gc"].LookupObject, fields["Owner__gc"].IsIdentifier));
        Assert.Equal(KeyComparison.Email, fields["Mail__gc"].KeyComparison);
        Assert.Equal(["Gsid", "Mail__gc", "Number__gc", "Serial__gc"], fields.Values.Where(field => field.IsIdentifier).Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_may_be_a_number_and_three_fields_together()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        tenant.Emulator.Seed(Samples.Asset, new JsonObject { ["Number__gc"] = 5, ["Serial__gc"] = "A", ["Mail__gc"] = "A@x.com" });
        var destination = tenant.CreateDestination();
        var number = await destination.PlanAsync(GainsightObjects.Custom(Samples.Asset), SyncOperation.Upsert, "Number__gc", "Price__gc");
        var all = await destination.PlanAsync(GainsightObjects.Custom(Samples.Asset), SyncOperation.Upsert, "Number__gc", "Serial__gc", "Mail__gc");
        var combined = new SyncPlan(all.Object, all.Operation, all.Fields, 0, 1, 2);

        var byNumber = await destination.SyncAsync(number, number.Batch([5.00m, 7m], [6L, 8m]));
        var byThree = await destination.SyncAsync(combined, combined.Batch([5m, "A", "a@x.com"], [5m, "B", "a@x.com"]));

        Assert.Equal([RecordEffect.Updated, RecordEffect.Created], byNumber.Select(result => result.Effect));
        Assert.Equal([RecordEffect.Updated, RecordEffect.Created], byThree.Select(result => result.Effect));
        Assert.Equal(3, tenant.Emulator.Count(Samples.Asset));
    }

    [Fact]
    public async Task The_first_load_reads_all_keys_when_that_is_cheaper()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        tenant.Emulator.Seed(Samples.Asset, Enumerable.Range(0, 3_000).Select(i => new JsonObject { ["Serial__gc"] = $"Other {i}" }));
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Custom(Samples.Asset), SyncOperation.Upsert, "Serial__gc");
        var before = tenant.Calls.Count;

        await destination.PrepareRunAsync(plan, new(500, 0, 0), Tenant.Token);
        for (var from = 0; from < 500; from += 50)
            await destination.SyncAsync(plan, plan.Batch(Enumerable.Range(from, 50).Select(i => new FieldValue[] { $"S{i}" })));

        Assert.Equal(10 + 2, tenant.Calls.Count - before);
        Assert.Equal(3_500, tenant.Emulator.Count(Samples.Asset));
    }

    [Fact]
    public async Task The_typed_client_inserts_updates_upserts_gets_and_deletes()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        var assets = tenant.CreateClient().Object(Samples.Asset);

        var inserted = await assets.InsertAsync([new() { ["Serial__gc"] = "A" }, new() { ["Serial__gc"] = "B", ["Kind__gc"] = "Plane" }], Tenant.Token);
        var upserted = await assets.UpsertAsync([new() { ["Serial__gc"] = "A", ["Sold__gc"] = true }, new() { ["Serial__gc"] = "C" }], ["Serial__gc"], Tenant.Token);
        var updated = await assets.UpdateAsync([new() { ["Serial__gc"] = "C", ["Number__gc"] = 3 }, new() { ["Serial__gc"] = "D" }], ["Serial__gc"], Tenant.Token);
        var read = await assets.GetAsync(upserted.Results[1].Gsid!, Tenant.Token);

        Assert.Equal([GainsightWriteOutcome.Created, GainsightWriteOutcome.Rejected], inserted.Results.Select(result => result.Outcome));
        Assert.Equal(("GSOBJ_1012", "Kind__gc"), (inserted.Results[1].ErrorCode, inserted.Results[1].Field));
        Assert.Equal([GainsightWriteOutcome.Updated, GainsightWriteOutcome.Created], upserted.Results.Select(result => result.Outcome));
        Assert.Equal([GainsightWriteOutcome.Updated, GainsightWriteOutcome.NotFound], updated.Results.Select(result => result.Outcome));
        Assert.Equal(("C", 3L, upserted.Results[1].Gsid), (read!["Serial__gc"].AsString(), read["Number__gc"].AsInteger(), read.Gsid));
        Assert.True(await assets.DeleteAsync(read.Gsid!, Tenant.Token));
        Assert.False(await assets.DeleteAsync(read.Gsid!, Tenant.Token));
        Assert.Null(await assets.GetAsync(read.Gsid!, Tenant.Token));
    }

    [Fact]
    public async Task Only_names_of_custom_objects_are_taken()
    {
        await using var tenant = await Tenant.StartAsync();

        Assert.Throws<ArgumentException>(() => tenant.CreateClient().Object("Company"));
        Assert.Throws<ArgumentException>(() => GainsightObjects.Custom("gsuser"));
        Assert.Equal("Asset__gc", tenant.CreateClient().Object("Asset__gc").Name);
    }
}
