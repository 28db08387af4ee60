using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;
using Gainsight.Client.Tests.Objects;

namespace Gainsight.Client.Tests.People;

/// <summary>Persons at companies and on relationships.</summary>
public sealed class AssociationTests
{
    private static readonly string[] AtCompany = ["SourceId", "Email", "Company_ID by Name", "Title", "Person_ID__gr.LastName"];

    [Fact]
    public async Task All_companies_of_a_person_go_in_one_call()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, bolt) = (tenant.SeedCompany("Acme"), tenant.SeedCompany("Bolt"));
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, AtCompany);
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Batch(
            ["1", "ann@x.com", "Acme", "CEO", "Lee"], ["2", "bob@x.com", "Acme", "CTO", "Kay"], ["3", " ANN@x.com", "Bolt", "Adviser", FieldValue.Absent]));

        Assert.All(results, result => Assert.Equal((RecordOutcome.Succeeded, 36), (result.Outcome, result.DestinationId!.Length)));
        Assert.Equal(["POST query/company", "PUT person 1", "PUT person 1"], tenant.Shorthand.Skip(before));
        Assert.Equal(
            $$"""{"Email":"ANN@x.com","LastName":"Lee","companies":[{"Company_ID":"{{acme}}","Title":"CEO"},{"Company_ID":"{{bolt}}","Title":"Adviser"}]}""",
            tenant.Body(before + 1).ToJsonString());
        Assert.Equal((2, 3), (tenant.Emulator.Count("person"), tenant.Emulator.Count("company_person")));
        Assert.Equal("Adviser", tenant.Emulator.Find("company_person", "Gsid", results[2].DestinationId!)!.Text("Title"));
        Assert.Equal(0, tenant.Calls.Skip(before).Count(call => call.Body?.Contains("SourceId", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task A_company_that_is_unknown_or_has_a_twin_rejects_the_record_alone()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Acme", "Twin", "Twin");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, AtCompany);

        var results = await destination.SyncAsync(plan, plan.Batch(
            ["1", "ann@x.com", "Acme", "CEO", "Lee"], ["2", "ann@x.com", "Nobody", "", ""], ["3", "ann@x.com", "Twin", "", ""], ["4", FieldValue.Null, "Acme", "", ""],
            ["5", "ann@x.com", FieldValue.Null, "", ""]));

        Assert.Equal([null, "not_found", "ambiguous_key", "required_field", "required_field"], results.Select(result => result.Problem?.Code));
        Assert.Equal([null, "Company_ID", "Company_ID", "Email", "Company_ID"], results.Select(result => result.Problem?.Field));
        Assert.Equal(1, tenant.Emulator.Count("company_person"));
    }

    [Fact]
    public async Task Names_are_asked_for_once_in_a_run()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Acme");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, AtCompany);
        await destination.SyncAsync(plan, plan.Batch(["1", "ann@x.com", "Acme", "", ""], ["2", "ann@x.com", "Nobody", "", ""]));
        var before = tenant.Calls.Count;

        await destination.SyncAsync(plan, plan.Batch(["3", "bob@x.com", "Acme", "", ""], ["4", "bob@x.com", "Nobody", "", ""]));
        Assert.Equal(["PUT person 1"], tenant.Shorthand.Skip(before));
        tenant.Time.Advance(TimeSpan.FromMinutes(11));
        await destination.SyncAsync(plan, plan.Batch(["5", "cid@x.com", "Acme", "", ""]));

        Assert.Equal(["PUT person 1", "POST query/company", "PUT person 1"], tenant.Shorthand.Skip(before));
    }

    [Fact]
    public async Task All_names_are_read_at_the_start_if_that_is_cheaper()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies(Enumerable.Range(0, 400).Select(i => $"Company {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, AtCompany);
        var before = tenant.Calls.Count;

        await destination.PrepareRunAsync(plan, new(400, 0, 0), Tenant.Token);
        await destination.SyncAsync(plan, plan.Batch(Enumerable.Range(0, 50).Select(i => new FieldValue[] { $"{i}", $"p{i}@x.com", $"Company {i * 8}", "", "" })));

        Assert.Equal(2 + 50, tenant.Calls.Count - before);
    }

    [Fact]
    public async Task Names_that_are_read_again_at_the_start_of_the_next_run_are_not_taken_for_twins()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies(Enumerable.Range(0, 400).Select(i => $"Company {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, AtCompany);
        await destination.PrepareRunAsync(plan, new(400, 0, 0), Tenant.Token);

        await destination.PrepareRunAsync(plan, new(400, 0, 0), Tenant.Token);
        var results = await destination.SyncAsync(plan, plan.Batch(["1", "ann@x.com", "Company 7", "", ""]));

        Assert.Equal(RecordOutcome.Succeeded, Assert.Single(results).Outcome);
    }

    [Theory]
    [InlineData(GainsightRelationshipShape.InsideCompany)]
    [InlineData(GainsightRelationshipShape.TopLevel)]
    public async Task A_person_on_a_relationship_is_written_in_the_shape_that_is_chosen(GainsightRelationshipShape shape)
    {
        await using var tenant = await Tenant.StartAsync(options => options.RelationshipPersonShape =
            shape == GainsightRelationshipShape.TopLevel ? GainsightRelationshipPersonShape.TopLevel : GainsightRelationshipPersonShape.InsideCompany);
        var (acme, bolt, type) = (tenant.SeedCompany("Acme"), tenant.SeedCompany("Bolt"), tenant.SeedType("Product"));
        tenant.SeedRelationship(acme, type, "Support");
        tenant.SeedRelationship(bolt, type, "Support");
        var destination = tenant.CreateDestination(options => options.RelationshipShape = shape);
        var plan = await destination.PlanAsync(
            GainsightObjects.RelationshipPerson, SyncOperation.Upsert,
            "SourceId", "Email", "Company_ID by Name", "Relationship_ID by Name", "Role", "Company_Person_ID__gr.Title", "Person_ID__gr.FirstName");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Batch(
            ["1", "ann@x.com", "Acme", "Support", "Sponsor", "CEO", "Ann"], ["2", "ann@x.com", "Bolt", "Support", "User", "VP", "Ann"],
            ["3", "ann@x.com", "Bolt", "Sales", "User", "VP", "Ann"]));

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Succeeded, RecordOutcome.Rejected], results.Outcomes());
        Assert.Equal(("not_found", "Relationship_ID"), (results[2].Problem!.Code, results[2].Problem!.Field));
        Assert.Equal(["POST query/company", "POST query/relationship", "PUT person 1"], tenant.Shorthand.Skip(before));
        Assert.Equal(["Sponsor", "User"], results.Take(2).Select(result => tenant.Emulator.Find("relationship_person", "Gsid", result.DestinationId!)!.Text("Role")));
        Assert.Equal(["CEO", "VP"], tenant.Emulator.Records("company_person").Select(record => record.Text("Title")).Order(StringComparer.Ordinal));
        Assert.Equal("Ann", tenant.Emulator.Find("person", "Email", "ann@x.com")!.Text("FirstName"));
    }

    [Fact]
    public async Task A_company_that_is_gone_is_found_among_those_of_a_person()
    {
        await using var tenant = await Tenant.StartAsync();
        var companies = Enumerable.Range(0, 4).Select(i => tenant.SeedCompany($"Company {i}")).ToArray();
        await tenant.CreateClient().Companies.DeleteAsync(companies[2], Tenant.Token);
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, "SourceId", "Email", "Company_ID");

        var results = await destination.SyncAsync(plan, plan.Batch(Enumerable.Range(0, 4).Select(i => new FieldValue[] { $"{i}", "ann@x.com", companies[i] })));

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Succeeded, RecordOutcome.Rejected, RecordOutcome.Succeeded], results.Outcomes());
        Assert.Equal("GSOBJ_PEOPLE1001", results[2].Problem!.Code);
        Assert.Equal(3, tenant.Emulator.Count("company_person"));
    }

    [Fact]
    public async Task A_bad_person_is_refused_with_two_calls_whatever_the_number_of_companies()
    {
        await using var tenant = await Tenant.StartAsync();
        var companies = Enumerable.Range(0, 20).Select(i => tenant.SeedCompany($"Company {i}")).ToArray();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, "SourceId", "Email", "Company_ID");

        var results = await destination.SyncAsync(plan, plan.Batch(Enumerable.Range(0, 20).Select(i => new FieldValue[] { $"{i}", "canary", companies[i] })));

        Assert.All(results, result => Assert.Equal("GSOBJ_VDTEMAIL1001", result.Problem!.Code));
        Assert.Equal(2, tenant.Emulator.WriteCalls);
    }

    [Fact]
    public async Task Two_ids_of_one_person_at_one_company_are_both_rejected()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Acme");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, AtCompany);

        var results = await destination.SyncAsync(plan, plan.Batch(["1", "ann@x.com", "Acme", "CEO", ""], ["2", "Ann@x.com", "Acme", "CTO", ""]));

        Assert.All(results, result => Assert.Equal(SyncErrorCodes.DuplicateKey, result.Problem!.Code));
        Assert.Equal(0, tenant.Emulator.WriteCalls);
    }

    [Fact]
    public async Task Another_address_under_a_known_id_is_another_person_and_a_warning()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Acme");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, AtCompany);
        var first = await destination.SyncAsync(plan, plan.Batch(["1", "ann@x.com", "Acme", "CEO", ""]));
        var same = new RecordBatch(plan.Schema);
        same.Add(["1", "ANN@x.com", "Acme", "CFO", ""], RecordKnowledge.Accepted, first[0].DestinationId);
        var other = new RecordBatch(plan.Schema);
        other.Add(["1", "canary@x.com", "Acme", "CEO", ""], RecordKnowledge.Accepted, first[0].DestinationId);

        var second = await destination.SyncAsync(plan, same);
        Assert.DoesNotContain(tenant.Recorded.Entries, entry => entry.Id.Id == 1503);
        var third = await destination.SyncAsync(plan, other);

        Assert.Equal((first[0].DestinationId, RecordEffect.NotSaid), (second[0].DestinationId, second[0].Effect));
        Assert.NotEqual(first[0].DestinationId, third[0].DestinationId);
        Assert.Equal(RecordEffect.Created, third[0].Effect);
        Assert.Contains(tenant.Recorded.Entries, entry => entry.Id.Id == 1503);
        Assert.Equal(2, tenant.Emulator.Count("company_person"));
    }

    [Fact]
    public async Task Fields_have_the_source_id_the_references_and_those_of_the_person()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();

        var company = (await destination.ListFieldsAsync("Company_Person", Tenant.Token)).ToDictionary(field => field.Name);
        var relationship = (await destination.ListFieldsAsync("Relationship_Person", Tenant.Token)).ToDictionary(field => field.Name);

        Assert.Equal(
            ["Company_Person", "Relationship_Person"],
            (await destination.ListObjectsAsync(Tenant.Token)).Where(found => found.GroupBy == "Email").Select(found => found.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["SourceId"], company.Values.Where(field => field.IsIdentifier).Select(field => field.Name));
        Assert.Equal(["Company_ID", "Email", "SourceId"], company.Values.Where(field => field.IsRequired).Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Company_ID", "Email", "Relationship_ID", "SourceId"],
            relationship.Values.Where(field => field.IsRequired).Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Superset(new HashSet<string> { "Title", "IsPrimaryCompany", "Person_ID__gr.FirstName" }, company.Keys.ToHashSet());
        Assert.Superset(new HashSet<string> { "Role", "Company_Person_ID__gr.Title", "Person_ID__gr.FirstName" }, relationship.Keys.ToHashSet());
        Assert.DoesNotContain(relationship.Keys, name => name is "Person_ID" or "Gsid" or "Company_Person_ID__gr.Company_ID" or "Person_ID__gr.Email");
    }

    [Fact]
    public async Task A_plan_without_its_references_is_refused_before_a_call()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.RelationshipPerson, SyncOperation.Upsert, "SourceId", "Email", "Company_ID");
        using var batch = plan.Batch(["1", "ann@x.com", "1P02"]);

        var error = await Assert.ThrowsAsync<SyncDestinationException>(async () => await destination.SyncBatchAsync(plan, batch, Tenant.Token));

        Assert.Equal(SyncErrorCodes.InvalidConfiguration, error.Code);
        Assert.Contains("Relationship_ID", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_are_shown_grouped_by_person()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.CompanyPerson, SyncOperation.Upsert, AtCompany);
        using var batch = plan.Batch(["1", "ann@x.com", "Acme", "CEO", "Lee"], ["2", "Ann@x.com", "Bolt", FieldValue.Null, "Lee"]);

        var calls = await destination.RenderAsync(plan, batch);

        Assert.Equal(
            """{"Email":"Ann@x.com","LastName":"Lee","companies":[{"Company_ID":"Acme","Title":"CEO"},{"Company_ID":"Bolt","Title":null}]}""",
            Assert.Single(calls.EnumerateArray()).GetProperty("body").GetRawText());
    }

    [Fact]
    public async Task The_typed_client_writes_companies_and_relationships_by_name_or_id()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, bolt, type) = (tenant.SeedCompany("Acme"), tenant.SeedCompany("Bolt"), tenant.SeedType("Product"));
        tenant.SeedRelationship(acme, type, "Support");
        var people = tenant.CreateClient().People;
        var ann = new GainsightPerson("ann@x.com")
        {
            FirstName = "Ann",
            Companies =
            {
                new() { CompanyName = "Acme", Title = "CEO", IsPrimaryCompany = true, Relationships = { new() { RelationshipName = "Support", Role = "Sponsor" } } },
                new() { CompanyId = bolt, ["Role"] = "Champion" },
            },
        };

        var report = await people.UpsertAsync(
            [ann, new("bob@x.com") { Companies = { new() { CompanyName = "Nobody" } } }, new("cid@x.com") { Companies = { new() } }], Tenant.Token);

        Assert.Equal([GainsightWriteOutcome.Written, GainsightWriteOutcome.Rejected, GainsightWriteOutcome.Rejected], report.Results.Select(result => result.Outcome));
        Assert.Equal([null, "not_found", "required_field"], report.Results.Select(result => result.ErrorCode));
        Assert.Equal(["POST query/company", "POST query/relationship", "PUT person 1"], tenant.Shorthand);
        Assert.Equal((1, 2, 1), (tenant.Emulator.Count("person"), tenant.Emulator.Count("company_person"), tenant.Emulator.Count("relationship_person")));
        Assert.Equal("Sponsor", tenant.Emulator.Records("relationship_person")[0].Text("Role"));
        Assert.DoesNotContain("Acme", ann.Companies[0].ToString(), StringComparison.Ordinal);
    }
}
