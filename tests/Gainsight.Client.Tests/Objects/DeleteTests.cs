using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Objects;

public sealed class DeleteTests
{
    [Fact]
    public async Task Records_are_deleted_by_id_or_by_key_and_what_is_gone_counts_as_done()
    {
        await using var tenant = await Tenant.StartAsync();
        var gsids = tenant.Emulator.Seed("company", Enumerable.Range(0, 5).Select(i => new JsonObject { ["Name"] = $"Company {i}" }));
        tenant.SeedCompanies("Company 3");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Company, SyncOperation.Delete, "Name");
        await tenant.CreateClient().Companies.DeleteAsync(gsids[1], Tenant.Token);
        var batch = plan.Batch(RecordKnowledge.Accepted, ["Company 0"]);
        batch.Add(["Company 1"], RecordKnowledge.Accepted, gsids[1]);
        batch.Add(["Company 2"], RecordKnowledge.Accepted, gsids[2]);
        batch.Add(["Company 3"], RecordKnowledge.Accepted);
        batch.Add(["Company 9"]);
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, batch);

        Assert.Equal(
            [RecordEffect.Deleted, RecordEffect.None, RecordEffect.Deleted, RecordEffect.NotSaid, RecordEffect.None], results.Select(result => result.Effect));
        Assert.Equal("ambiguous_key", results[3].Problem!.Code);
        Assert.Equal(["POST query/company", "DELETE company 1", "DELETE company 1", "DELETE company 1"], tenant.Shorthand.Skip(before));
        Assert.Equal(["Company 3", "Company 3", "Company 4"], tenant.Emulator.Records("company").Select(company => company.Text("Name")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_id_that_would_lead_to_another_path_is_that_of_no_record()
    {
        await using var tenant = await Tenant.StartAsync();
        var gsid = tenant.SeedCompany("Acme");
        var client = tenant.CreateClient();
        var destination = new GainsightDestination(client);
        var plan = await destination.PlanAsync(GainsightObjects.Company, SyncOperation.Delete, "Gsid");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Batch([".."], ["."], [gsid]));

        Assert.Equal([RecordEffect.None, RecordEffect.None, RecordEffect.Deleted], results.Select(result => result.Effect));
        Assert.False(await client.Companies.DeleteAsync("..", Tenant.Token));
        Assert.Null(await client.Companies.GetAsync(".", Tenant.Token));
        Assert.Equal(["DELETE company 1"], tenant.Shorthand.Skip(before));
    }

    [Theory]
    [InlineData(400, "GSOBJ_1008")]
    [InlineData(500, "GSOBJ_1003")]
    public async Task A_refused_deletion_is_a_rejected_record_and_the_others_go_on(int status, string code)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 0", "Company 1", "Company 2");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Company, SyncOperation.Delete, "Name");
        var refused = tenant.Emulator.Find("company", "Name", "Company 1")!.Text("Gsid");
        tenant.Emulator.Faults.Add(
            Fault.Reply(status, $$"""{"result":false,"errorCode":"{{code}}","errorDesc":"x","requestId":"1","data":null}"""), refused, count: 100);

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 3));

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Rejected, RecordOutcome.Succeeded], results.Outcomes());
        Assert.Equal(code, results[1].Problem!.Code);
        Assert.Equal(1, tenant.Emulator.Count("company"));
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_is_repeated_and_counts_as_done()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 0");
        tenant.Emulator.Faults.Add(Fault.CutAfterCommit(), when: call => call.IsWrite);
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Company, SyncOperation.Delete, "Name");

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 1));

        Assert.Equal(RecordEffect.Deleted, results[0].Effect);
        Assert.Equal(0, tenant.Emulator.Count("company"));
    }

    [Fact]
    public async Task A_key_that_is_the_id_needs_no_search()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.DeclareAssets();
        var gsid = tenant.Emulator.Seed(Samples.Asset, new JsonObject { ["Serial__gc"] = "A" })[0];
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Custom(Samples.Asset), SyncOperation.Delete, "Gsid");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Batch([gsid], ["1P020000000000000000000000000000NONE"]));

        Assert.Equal([RecordEffect.Deleted, RecordEffect.None], results.Select(result => result.Effect));
        Assert.Equal(2, tenant.Calls.Count - before);
    }

    [Fact]
    public async Task A_relationship_of_a_company_that_is_gone_is_gone()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, type) = (tenant.SeedCompany("Acme"), tenant.SeedType("Product"));
        tenant.SeedRelationship(acme, type, "Support");
        var known = tenant.SeedRelationship(acme, type, "Sales");
        var destination = tenant.CreateDestination();
        var fields = await destination.PlanAsync(GainsightObjects.Relationship, SyncOperation.Delete, "CompanyId by Name", "Name");
        var plan = new SyncPlan(fields.Object, SyncOperation.Delete, fields.Fields, 0, 1);
        var batch = plan.Batch(["Acme", "Support"], ["Nobody", "Support"]);
        batch.Add(["Nobody", "Sales"], RecordKnowledge.Accepted, known);

        var results = await destination.SyncAsync(plan, batch);

        Assert.Equal([RecordEffect.Deleted, RecordEffect.None, RecordEffect.Deleted], results.Select(result => result.Effect));
        Assert.Equal(0, tenant.Emulator.Count("relationship"));
    }

    [Fact]
    public async Task Deletions_are_shown_and_estimated()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Company, SyncOperation.Delete, "Name");
        var batch = plan.Batch(["A"]);
        batch.Add(["B"], RecordKnowledge.Accepted, "1P02X");

        var calls = await destination.RenderAsync(plan, batch);
        var estimate = await destination.EstimateAsync(plan, new(0, 100, 0), Tenant.Token);

        Assert.Equal(
            ["DELETE /v1/data/objects/Company/{Gsid}", "DELETE /v1/data/objects/Company/1P02X"],
            calls.EnumerateArray().Select(call => $"{call.GetProperty("method")} {call.GetProperty("path")}"));
        Assert.Equal(102, estimate.Calls);
        Assert.Equal(new SyncSpeed(50, 4), await destination.GetSyncSpeedAsync(plan, Tenant.Token));
        batch.Dispose();
    }

    [Fact]
    public async Task Deletions_stop_when_one_after_the_other_is_refused()
    {
        await using var tenant = await Tenant.StartAsync();
        var gsids = tenant.Emulator.Seed("company", Enumerable.Range(0, 50).Select(i => new JsonObject { ["Name"] = $"Company {i}" }));
        tenant.Emulator.Faults.Add(Fault.ResultFalse("GSOBJ_1008"), when: call => call.IsWrite, count: 100);
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Company, SyncOperation.Delete, "Gsid");

        var results = await destination.SyncAsync(plan, plan.Batch(gsids.Select(gsid => new FieldValue[] { gsid })));

        Assert.Equal(10, tenant.Emulator.WriteCalls);
        Assert.Equal(40, results.Count(result => result.Problem?.Code == SyncErrorCodes.NearlyAllRejected));
    }
}
