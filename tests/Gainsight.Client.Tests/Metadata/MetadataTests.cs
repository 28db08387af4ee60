using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Metadata;

public sealed class MetadataTests
{
    [Fact]
    public async Task Objects_that_cannot_be_written_are_listed_with_the_reason()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.DeclareObject(new("Asset__gc") { Label = "Assets" });
        tenant.Emulator.DeclareObject(new("Usage__gc") { LowVolume = false });
        tenant.Emulator.DeclareObject(new("Locked__gc") { DataEditable = false });

        var objects = (await tenant.CreateClient().Metadata.ListObjectsAsync(Tenant.Token)).ToDictionary(found => found.Name);

        Assert.Equal(("Assets", "CUSTOM", true, true), (objects["Asset__gc"].Label, objects["Asset__gc"].Type, objects["Asset__gc"].IsLowVolume, objects["Asset__gc"].IsWritable));
        Assert.StartsWith("1Z02", objects["Asset__gc"].KeyPrefix, StringComparison.Ordinal);
        Assert.All(["company", "relationship", "person", "company_person", "relationship_person"], name => Assert.True(objects[name].IsWritable, name));
        Assert.Contains("high volume", objects["Usage__gc"].NotWritableReason, StringComparison.Ordinal);
        Assert.Contains("not editable", objects["Locked__gc"].NotWritableReason, StringComparison.Ordinal);
        Assert.Contains("standard object", objects["gsuser"].NotWritableReason, StringComparison.Ordinal);
        Assert.Contains(objects.Values, found => found.Type == "SYSTEM" && found.NotWritableReason!.Contains("system", StringComparison.Ordinal));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Fields_are_described_and_items_that_are_left_out_are_asked_for(bool isLeftOut)
    {
        await using var tenant = await Tenant.StartAsync(options => options.DescribeWithoutItems = isLeftOut);
        tenant.Emulator.DeclareField("company", new("Plan__gc", "PICKLIST") { Label = "The plan", Options = ["Free", new("Old") { Active = false }] });
        tenant.Emulator.DeclareField("company", new("Short__gc", "STRING") { Length = 17, Nillable = false, Required = true });
        tenant.Emulator.DeclareField("company", new("Sum__gc", "NUMBER") { Formula = true, DecimalPlaces = 3, Hidden = true });
        tenant.Emulator.DeclareField("company", new("Once__gc", "DATETIME") { Updateable = false });
        tenant.Emulator.DeclareField("company", new("Owner__gc", "LOOKUP") { LookupObject = "gsuser", LookupField = "Email" });
        tenant.Emulator.Seed("company", new System.Text.Json.Nodes.JsonObject { ["Name"] = "Acme", ["Plan__gc"] = "Free" });
        var client = tenant.CreateClient();

        var company = (await client.Metadata.DescribeAsync("Company", Tenant.Token))!;

        Assert.Equal(("company", "STANDARD"), (company.Name, company.Type));
        var plan = company.FindField("plan__GC")!;
        Assert.Equal(("The plan", "PICKLIST", true, true), (plan.Label, plan.DataType, plan.IsCreateable, plan.IsUpdateable));
        Assert.Equal([("Free", true), ("Old", false)], plan.PicklistItems.Select(item => (item.Label, item.IsActive)));
        Assert.Equal("Free", plan.FindItem(plan.PicklistItems[0].Id)!.Label);
        Assert.Equal(plan.PicklistItems, await client.Metadata.ListPicklistItemsAsync(plan.PicklistCategoryId!, Tenant.Token));
        var text = company.FindField("Short__gc")!;
        Assert.Equal((17, true, false), (text.MaximumLength, text.IsRequired, text.IsNullable));
        var sum = company.FindField("Sum__gc")!;
        Assert.Equal((true, true, 3, false, false), (sum.IsFormula, sum.IsHidden, sum.DecimalPlaces, sum.IsCreateable, sum.IsUpdateable));
        var once = company.FindField("Once__gc")!;
        Assert.Equal((true, false, (int?)null), (once.IsCreateable, once.IsUpdateable, once.MaximumLength));
        var owner = company.FindField("Owner__gc")!;
        Assert.Equal(("gsuser", "Email", "Owner__gr"), (owner.LookupObject, owner.LookupField, owner.LookupHandle));
        Assert.False(company.FindField("Tags")!.IsSortable);
        Assert.Equal((false, false), (company.FindField("Gsid")!.IsCreateable, company.FindField("CreatedDate")!.IsUpdateable));
        Assert.Null(company.FindField("Nothing"));
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_null_and_another_failure_is_thrown()
    {
        await using var tenant = await Tenant.StartAsync();
        var client = tenant.CreateClient(options => options.MaximumAttempts = 1);

        Assert.Null(await client.Metadata.DescribeAsync("Deal", Tenant.Token));
        tenant.Emulator.Faults.Add(Fault.ServerError(), count: null);
        await Assert.ThrowsAsync<GainsightApiException>(() => client.Metadata.DescribeAsync("Deal", Tenant.Token));
        await Assert.ThrowsAsync<GainsightApiException>(() => client.Metadata.ListObjectsAsync(Tenant.Token));
        await Assert.ThrowsAsync<GainsightApiException>(() => client.Metadata.ListPicklistItemsAsync("1I00", Tenant.Token));
    }

    [Fact]
    public async Task Answers_are_remembered_shared_with_the_destination_and_forgotten_when_told()
    {
        await using var tenant = await Tenant.StartAsync();
        var client = tenant.CreateClient();
        var destination = new GainsightDestination(client);

        await client.Metadata.DescribeAsync("company", Tenant.Token);
        await destination.ListFieldsAsync("Company", Tenant.Token);
        await client.Metadata.ListObjectsAsync(Tenant.Token);
        await client.Metadata.ListObjectsAsync(Tenant.Token);
        Assert.Equal(2, tenant.Calls.Count);

        tenant.Emulator.DeclareField("company", new("New__gc", "STRING"));
        client.Metadata.Refresh();
        Assert.Contains(await destination.ListFieldsAsync("Company", Tenant.Token), field => field.Name == "New__gc");
        tenant.Time.Advance(TimeSpan.FromMinutes(11));
        await client.Metadata.DescribeAsync("company", Tenant.Token);

        Assert.Equal(4, tenant.Calls.Count);
    }

    [Theory]
    [InlineData("""[{"objectName":"company"}]""", 0)]
    [InlineData("""{"objectName":"COMPANY","fields":[{"fieldName":"A"}]}""", 1)]
    [InlineData("""[{"objectName":"company","fields":null}]""", 0)]
    [InlineData("""[{"objectName":"company","fields":[null,1,{},{"fieldName":null},{"fieldName":"A","meta":null,"options":null}]}]""", 1)]
    [InlineData("""[{"objectName":"company","new":{"x":[1]},"fields":[{"fieldName":"A","dataType":7,"meta":{"length":"500","required":"true","createable":null}}]}]""", 1)]
    [InlineData("""[{"objectName":"company","fields":[{"fieldName":"A","meta":{"length":1e99,"properties":[],"lookupDetail":{"lookupObjects":{}}}}]}]""", 1)]
    [InlineData("""[{"objectName":"company","fields":[{"fieldName":"A","dataType":"PICKLIST","options":[{"label":"x"},{"name":"y","gsid":"1I00","default":true},{"value":"z"},4]}]}]""", 1)]
    public async Task What_is_missing_unknown_or_of_another_type_breaks_nothing(string data, int fields)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(200, $$"""{"requestId":"1","result":true,"data":{{data}}}"""), "/describe", count: null);

        var company = (await tenant.CreateClient().Metadata.DescribeAsync("company", Tenant.Token))!;
        var synced = await tenant.CreateDestination().ListFieldsAsync("Company", Tenant.Token);

        Assert.Equal(fields, company.Fields.Count);
        Assert.All(company.Fields, field => Assert.Equal(("A", "A", true), (field.Name, field.Label, field.IsNullable)));
        Assert.Empty(synced);
    }

    [Fact]
    public async Task The_list_and_the_fields_take_either_spelling_and_say_unknown_where_nothing_is_told()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(200, """
            {"requestId":"1","result":true,"data":[{"objectName":"A__gc"},{"objectName":"B__gc","transactional":"false"},
            {"objectName":"C__gc","transactional":true,"creatable":false},{"label":"no name"},7]}
            """), "/list");
        tenant.Emulator.Faults.Add(Fault.Reply(200, """
            {"result":true,"data":[{"objectName":"a__gc","fields":[{"fieldName":"X","dataType":"STRING","meta":{"creatable":true,"updatable":true}}]}]}
            """), "/describe");
        var metadata = tenant.CreateClient().Metadata;

        var objects = await metadata.ListObjectsAsync(Tenant.Token);
        var field = Assert.Single((await metadata.DescribeAsync("A__gc", Tenant.Token))!.Fields);

        Assert.Equal([("A__gc", null, true), ("B__gc", false, false), ("C__gc", true, false)], objects.Select(found => (found.Name, found.IsLowVolume, found.IsWritable)));
        Assert.True(field is { IsCreateable: true, IsUpdateable: true });
    }
}
