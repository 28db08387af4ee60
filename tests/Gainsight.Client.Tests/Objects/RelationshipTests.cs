using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Objects;

public sealed class RelationshipTests
{
    [Fact]
    public async Task Company_and_name_are_the_key_and_what_is_found_is_updated_by_its_id()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, other, type) = (tenant.SeedCompany("Acme"), tenant.SeedCompany("Other"), tenant.SeedType("Product"));
        var known = tenant.SeedRelationship(acme, type, "Support");
        tenant.SeedRelationship(other, type, "Support");
        var destination = tenant.CreateDestination();
        var plan = await PlanAsync(destination, SyncOperation.Upsert, "CompanyId by Name", "Name", "TypeId", "Arr");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Batch(["Acme", "Support", type, 5m], ["Acme", "Sales", type, 6m], ["Nobody", "Sales", type, 7m]));

        Assert.Equal([RecordEffect.Updated, RecordEffect.Created, RecordEffect.NotSaid], results.Select(result => result.Effect));
        Assert.Equal((known, "not_found", "CompanyId"), (results[0].DestinationId, results[2].Problem!.Code, results[2].Problem!.Field));
        Assert.Equal(["POST query/company", "POST query/relationship", "POST relationship 1", "PUT relationship 1"], tenant.Shorthand.Skip(before));
        Assert.EndsWith("?keys=Gsid", tenant.Calls[^1].Path, StringComparison.Ordinal);
        Assert.Equal("5", tenant.Emulator.Find("relationship", "Gsid", known)!.Text("Arr"));
        Assert.Equal(acme, tenant.Emulator.Find("relationship", "Name", "Sales")!.Text("CompanyId"));
        Assert.Equal(3, tenant.Emulator.Count("relationship"));
    }

    [Fact]
    public async Task One_whose_id_is_known_is_updated_without_a_search()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, type) = (tenant.SeedCompany("Acme"), tenant.SeedType("Product"));
        var known = tenant.SeedRelationship(acme, type, "Support");
        var destination = tenant.CreateDestination();
        var plan = await PlanAsync(destination, SyncOperation.Upsert, "CompanyId", "Name", "TypeId", "Arr");
        var before = tenant.Calls.Count;
        var batch = new RecordBatch(plan.Schema);
        batch.Add([acme, "Support", type, 5m], RecordKnowledge.Accepted, known);

        var results = await destination.SyncAsync(plan, batch);

        Assert.Equal(RecordEffect.Updated, results[0].Effect);
        Assert.Equal(["PUT relationship 1"], tenant.Shorthand.Skip(before));
    }

    [Fact]
    public async Task One_that_was_deleted_and_made_anew_is_found_under_its_new_id()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, type) = (tenant.SeedCompany("Acme"), tenant.SeedType("Product"));
        var destination = tenant.CreateDestination();
        var old = tenant.SeedRelationship(acme, type, "Support");
        await tenant.CreateClient().Relationships.DeleteAsync(old, Tenant.Token);
        var now = tenant.SeedRelationship(acme, type, "Support");
        var plan = await PlanAsync(destination, SyncOperation.Upsert, "CompanyId", "Name", "TypeId", "Arr");
        var batch = new RecordBatch(plan.Schema);
        batch.Add([acme, "Support", type, 5m], RecordKnowledge.Accepted, old);
        batch.Add([acme, "Gone", type, 5m], RecordKnowledge.Accepted, old);

        var results = await destination.SyncAsync(plan, batch);

        Assert.Equal([RecordEffect.Updated, RecordEffect.Created], results.Select(result => result.Effect));
        Assert.Equal(now, results[0].DestinationId);
        Assert.Equal(2, tenant.Emulator.Count("relationship"));
    }

    [Fact]
    public async Task One_of_two_with_the_same_company_and_name_is_not_guessed()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, type) = (tenant.SeedCompany("Acme"), tenant.SeedType("Product"));
        tenant.SeedRelationship(acme, type, "Support");
        tenant.SeedRelationship(acme, type, "Support");
        var destination = tenant.CreateDestination(options => options.MultipleMatches = GainsightMultipleMatches.UpdateAll);
        var plan = await PlanAsync(destination, SyncOperation.Update, "CompanyId", "Name", "Arr");

        var results = await destination.SyncAsync(plan, plan.Batch([acme, "Support", 5m]));

        Assert.Equal("ambiguous_key", results[0].Problem!.Code);
    }

    [Fact]
    public async Task The_type_tells_relationships_of_one_name_apart()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, product, service) = (tenant.SeedCompany("Acme"), tenant.SeedType("Product"), tenant.SeedType("Service"));
        tenant.SeedRelationship(acme, product, "Support");
        var known = tenant.SeedRelationship(acme, service, "Support");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Relationship, SyncOperation.Upsert, "CompanyId by Name", "TypeId by Name", "Name", "Arr");
        plan = new(plan.Object, plan.Operation, plan.Fields, 0, 1, 2);

        var results = await destination.SyncAsync(plan, plan.Batch(["Acme", "Service", "Support", 5m], ["Acme", "Service", "Sales", 6m]));

        Assert.Equal([RecordEffect.Updated, RecordEffect.Created], results.Select(result => result.Effect));
        Assert.Equal(known, results[0].DestinationId);
        Assert.Equal(service, tenant.Emulator.Find("relationship", "Name", "Sales")!.Text("TypeId"));
    }

    [Fact]
    public async Task An_id_is_a_key_for_updates()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, type) = (tenant.SeedCompany("Acme"), tenant.SeedType("Product"));
        var known = tenant.SeedRelationship(acme, type, "Support");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Relationship, SyncOperation.Update, "Gsid", "Name");

        var results = await destination.SyncAsync(plan, plan.Batch([known, "Help"]));

        Assert.Equal(RecordEffect.Updated, results[0].Effect);
        Assert.Equal("Help", tenant.Emulator.Find("relationship", "Gsid", known)!.Text("Name"));
    }

    [Fact]
    public async Task Fields_name_what_a_relationship_cannot_do_without()
    {
        await using var tenant = await Tenant.StartAsync();

        var fields = (await tenant.CreateDestination().ListFieldsAsync("Relationship", Tenant.Token)).ToDictionary(field => field.Name);

        Assert.Equal(["CompanyId", "Name", "TypeId"], fields.Values.Where(field => field.IsRequired).Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal((true, "company", true), (fields["CompanyId"].IsIdentifier, fields["CompanyId"].LookupObject, fields["TypeId"].IsIdentifier));
    }

    [Fact]
    public async Task The_typed_client_upserts_and_updates_by_company_and_name()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, type) = (tenant.SeedCompany("Acme"), tenant.SeedType("Product"));
        var relationships = tenant.CreateClient().Relationships;

        var first = await relationships.UpsertAsync([new("Support", acme) { TypeId = type, Arr = 5, RenewalDate = new(2027, 1, 31) }], ["CompanyId", "Name"], Tenant.Token);
        var second = await relationships.UpsertAsync([new("Support", acme) { Stage = "Launched" }], ["CompanyId", "Name"], Tenant.Token);
        var third = await relationships.UpdateAsync([new("Support", acme) { Mrr = 1 }, new("Sales", acme)], ["CompanyId", "Name"], Tenant.Token);
        var read = await relationships.GetAsync(first.Results[0].Gsid!, Tenant.Token);

        Assert.Equal((GainsightWriteOutcome.Created, GainsightWriteOutcome.Updated), (first.Results[0].Outcome, second.Results[0].Outcome));
        Assert.Equal([GainsightWriteOutcome.Updated, GainsightWriteOutcome.NotFound], third.Results.Select(result => result.Outcome));
        Assert.Equal((5m, 1m, new DateOnly(2027, 1, 31)), (read!.Arr, read.Mrr, read.RenewalDate));
    }

    private static async Task<SyncPlan> PlanAsync(GainsightDestination destination, SyncOperation operation, params string[] fields)
    {
        var plan = await destination.PlanAsync(GainsightObjects.Relationship, operation, fields);
        return new(plan.Object, operation, plan.Fields, 0, 1);
    }
}
