using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Destination;

/// <summary>What the destination says of itself.</summary>
public sealed class DescriptionTests
{
    [Fact]
    public async Task Fields_of_a_company_are_read_live()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.DeclareField("company", new("Plan__gc", "PICKLIST") { Label = "The plan", Options = ["Free", new("Old") { Active = false }, "Paid"] });
        tenant.Emulator.DeclareField("company", new("Short__gc", "STRING") { Length = 17 });
        tenant.Emulator.DeclareField("company", new("Sum__gc", "NUMBER") { Formula = true });
        tenant.Emulator.DeclareField("company", new("Once__gc", "DATETIME") { Updateable = false });
        var destination = tenant.CreateDestination();

        var fields = (await destination.ListFieldsAsync("Company", Tenant.Token)).ToDictionary(field => field.Name);

        Assert.Equal((FieldType.String, true, true, KeyComparison.Ordinal),
            (fields["Name"].Type, fields["Name"].IsRequired, fields["Name"].IsIdentifier, fields["Name"].KeyComparison));
        Assert.Equal(["Free", "Paid"], fields["Plan__gc"].AllowedValues!.Take(2));
        Assert.All(fields["Plan__gc"].AllowedValues!.Skip(2), id => Assert.StartsWith("1I00", id, StringComparison.Ordinal));
        Assert.Equal(4, fields["Plan__gc"].AllowedValues!.Count);
        Assert.Equal("The plan", fields["Plan__gc"].Label);
        Assert.Equal(17, fields["Short__gc"].MaximumLength);
        Assert.Equal((true, false, FieldType.DateTime), (fields["Once__gc"].IsCreateable, fields["Once__gc"].IsUpdateable, fields["Once__gc"].Type));
        Assert.Equal(("gsuser", false), (fields["Csm"].LookupObject, fields["Csm"].IsIdentifier));
        Assert.Equal((FieldType.Decimal, FieldType.Date), (fields["Arr"].Type, fields["RenewalDate"].Type));
        Assert.True(fields["Tags"].IsArray);
        Assert.Equal((true, false, false), (fields["Gsid"].IsIdentifier, fields["Gsid"].IsCreateable, fields["Gsid"].IsUpdateable));
        Assert.DoesNotContain(fields.Keys, name => name is "Sum__gc" or "ScorecardId" or "CreatedDate" or "ModifiedBy");
    }

    [Fact]
    public async Task Fields_of_a_person_are_keyed_by_the_address()
    {
        await using var tenant = await Tenant.StartAsync();

        var fields = await tenant.CreateDestination().ListFieldsAsync("Person", Tenant.Token);

        var key = Assert.Single(fields, field => field.IsIdentifier);
        Assert.Equal(("Email", KeyComparison.Email, true), (key.Name, key.KeyComparison, key.IsRequired));
    }

    [Fact]
    public async Task Fields_are_remembered_for_a_while()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();

        await destination.ListFieldsAsync("Company", Tenant.Token);
        await destination.ListFieldsAsync("Company", Tenant.Token);
        Assert.Single(tenant.Calls);
        tenant.Time.Advance(TimeSpan.FromMinutes(11));
        await destination.ListFieldsAsync("Company", Tenant.Token);

        Assert.Equal(2, tenant.Calls.Count);
    }

    [Fact]
    public async Task Items_of_a_dropdown_that_describe_leaves_out_are_asked_for()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(
            Fault.Reply(200, """
                {"requestId":"1","result":true,"data":[{"objectName":"company","fields":[{"fieldName":"Stage","dataType":"PICKLIST","options":[],
                "meta":{"createable":true,"updateable":true,"properties":{"PICKLIST_CATEGORY_ID":"1I00X"}}}]}]}
                """),
            "/describe");
        tenant.Emulator.Faults.Add(
            Fault.Reply(200, """{"requestId":"1","result":true,"data":{"childItems":[{"name":"One","active":true},{"name":"Two","active":false}]}}"""),
            "/dropdowns/1I00X");

        var fields = await tenant.CreateDestination().ListFieldsAsync("Company", Tenant.Token);

        Assert.Equal(["One"], Assert.Single(fields).AllowedValues!);
    }

    [Fact]
    public async Task Objects_tell_how_their_operations_may_be_repeated()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination(options => options.MaximumParallelBatches = 7);
        var objects = (await destination.ListObjectsAsync(Tenant.Token)).ToDictionary(found => found.Name);
        var company = await destination.CompanyPlanAsync("Name");
        var person = await destination.PlanAsync(GainsightObjects.Person, SyncOperation.Upsert, "Email");

        Assert.Equal((RepeatRule.AfterFind, RepeatRule.Safe, RepeatRule.AfterFind),
            (objects["Company"].RepeatRuleOf(SyncOperation.Upsert), objects["Company"].RepeatRuleOf(SyncOperation.Update), objects["Company"].RepeatRuleOf(SyncOperation.Insert)));
        Assert.Equal((RepeatRule.Safe, null), (objects["Person"].RepeatRuleOf(SyncOperation.Upsert), objects["Person"].RepeatRuleOf(SyncOperation.Delete)));
        Assert.Equal(new SyncSpeed(50, 7), await destination.GetSyncSpeedAsync(company, Tenant.Token));
        Assert.Equal(new SyncSpeed(20, 7), await destination.GetSyncSpeedAsync(person, Tenant.Token));
        Assert.Equal("gainsight:gainsight.localhost", destination.Environment);
    }

    [Fact]
    public async Task A_plan_that_cannot_work_is_refused_before_a_call()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var four = await destination.CompanyPlanAsync("Name", "Industry", "TickerSymbol", "BillingAddress");
        var person = await destination.PlanAsync(GainsightObjects.Person, SyncOperation.Upsert, "Email", "Name");
        SyncPlan[] plans =
        [
            new(four.Object, SyncOperation.Upsert, four.Fields, 0, 1, 2, 3),
            await destination.CompanyPlanAsync("Gsid"),
            await destination.CompanyPlanAsync("Name", "Industry by Email"),
            await destination.CompanyPlanAsync("Csm by Email", "Name"),
            await destination.PlanAsync(GainsightObjects.Relationship, SyncOperation.Upsert, "Name", "CompanyId"),
            await destination.PlanAsync(GainsightObjects.Relationship, SyncOperation.Update, "Name", "Arr"),
            new(person.Object, SyncOperation.Upsert, person.Fields, 1),
            new(person.Object, SyncOperation.Delete, person.Fields, 0),
        ];
        var before = tenant.Calls.Count;

        foreach (var plan in plans)
        {
            using var batch = new RecordBatch(plan.Schema);
            var error = await Assert.ThrowsAsync<SyncDestinationException>(async () => await destination.SyncBatchAsync(plan, batch, Tenant.Token));
            Assert.Equal(SyncErrorCodes.InvalidConfiguration, error.Code);
        }

        Assert.Equal(before, tenant.Calls.Count);
    }

    [Fact]
    public async Task Companies_are_found_absent_once_and_several_times()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 0", "Company 1", "Company 1");
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        using var batch = plan.Numbered(0, 3);

        var found = await destination.FindAsync(plan, batch, Tenant.Token);

        Assert.Equal([FindOutcome.One, FindOutcome.Many, FindOutcome.Absent], found.Select(result => result.Outcome));
        Assert.Equal(36, found[0].DestinationId!.Length);
    }

    [Fact]
    public async Task Keys_may_ignore_case()
    {
        await using var tenant = await Tenant.StartAsync(options => options.IgnoreCaseInText = true);
        tenant.SeedCompanies("ACME");
        var destination = tenant.CreateDestination(options => options.CompanyKeyComparison = KeyComparison.IgnoreCase);
        var plan = await destination.CompanyPlanAsync("Name");

        var results = await destination.SyncAsync(plan, plan.Batch(["Acme"]));

        Assert.Equal(RecordEffect.Updated, results[0].Effect);
        Assert.Equal(KeyComparison.IgnoreCase, plan.Fields[0].Field.KeyComparison);
    }

    [Fact]
    public async Task Calls_are_shown_without_being_sent()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Csm by Email");
        var person = await destination.PlanAsync(GainsightObjects.Person, SyncOperation.Upsert, "Email");
        var before = tenant.Calls.Count;
        using var batch = plan.Batch(["A", "a@x.com"]);
        batch.Add(["B", FieldValue.Null], RecordKnowledge.Accepted);
        using var persons = person.Batch(["ann@x.com"]);

        var calls = await destination.RenderAsync(plan, batch);
        var personCalls = await destination.RenderAsync(person, persons);

        Assert.Equal(
            ["PUT /v1/data/objects/Company?keys=Name", "PUT /v1/data/objects/Company?keys=Name", "POST /v1/data/objects/Company"],
            calls.EnumerateArray().Select(call => $"{call.GetProperty("method")} {call.GetProperty("path")}"));
        Assert.Equal("""{"Name":"B","Csm":null}""", calls[0].GetProperty("body").GetProperty("records")[0].GetRawText());
        Assert.Equal("""{"Name":"A","CsmByEmail":"a@x.com"}""", calls[2].GetProperty("body").GetProperty("records")[0].GetRawText());
        Assert.Equal("""{"Email":"ann@x.com"}""", personCalls[0].GetProperty("body").GetRawText());
        Assert.Equal(before, tenant.Calls.Count);
    }
}
