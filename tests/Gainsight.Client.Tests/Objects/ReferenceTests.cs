using System.Text.Json.Nodes;
using Census.Sync;

namespace Gainsight.Client.Tests.Objects;

/// <summary>Fields of typed records that name a record of another object.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task Gainsight_looks_a_record_up_while_it_writes()
    {
        await using var tenant = await Tenant.StartAsync();
        var ann = tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Ann", ["Email"] = "ann@x.com" })[0];
        var companies = tenant.CreateClient().Companies;
        GainsightCompany acme = new("Acme"), other = new("Other"), without = new("Without") { Csm = null };
        acme.SetReference("Csm", "gsuser", by: "Email", "ann@x.com");
        other.SetReference("Csm", "gsuser", by: "Email", "nobody@x.com");

        var report = await companies.UpsertAsync([acme, other, without], cancellationToken: Tenant.Token);

        Assert.Equal([GainsightWriteOutcome.Created, GainsightWriteOutcome.Rejected, GainsightWriteOutcome.Created], report.Results.Select(result => result.Outcome));
        Assert.Equal(ann, tenant.Emulator.Find("company", "Name", "Acme")!.Text("Csm"));
        Assert.DoesNotContain("POST query/gsuser", tenant.Shorthand);

        var cleared = await tenant.CreateClient(options => options.Lookups.ClearIfNoMatch = true).Companies.UpdateAsync([other, acme], ["Name"], Tenant.Token);
        Assert.Equal([GainsightWriteOutcome.NotFound, GainsightWriteOutcome.Updated], cleared.Results.Select(result => result.Outcome));
    }

    [Fact]
    public async Task A_key_may_name_its_record_too()
    {
        await using var tenant = await Tenant.StartAsync();
        var (acme, type) = (tenant.SeedCompany("Acme"), tenant.SeedType("Product"));
        var known = tenant.SeedRelationship(acme, type, "Support");
        var relationships = tenant.CreateClient().Relationships;
        GainsightRelationship Of(string company, string name)
        {
            GainsightRelationship relationship = new() { Name = name, Arr = 5 };
            relationship.SetReference("CompanyId", "company", by: "Name", company);
            relationship.SetReference("TypeId", "relationship_type", by: "Name", "Product");
            return relationship;
        }

        var report = await relationships.UpsertAsync([Of("Acme", "Support"), Of("Acme", "Sales"), Of("Nobody", "Sales")], ["CompanyId", "Name"], Tenant.Token);
        var inserted = await relationships.InsertAsync([Of("Acme", "Third")], Tenant.Token);

        Assert.Equal([GainsightWriteOutcome.Updated, GainsightWriteOutcome.Created, GainsightWriteOutcome.Rejected], report.Results.Select(result => result.Outcome));
        Assert.Equal((known, "not_found", "CompanyId"), (report.Results[0].Gsid, report.Results[2].ErrorCode, report.Results[2].Field));
        Assert.True(inserted.AllSucceeded);
        Assert.All(tenant.Emulator.Records("relationship"), relationship => Assert.Equal((acme, type), (relationship.Text("CompanyId"), relationship.Text("TypeId"))));
    }

    [Fact]
    public async Task Setting_the_field_otherwise_undoes_it_and_ways_are_not_mixed()
    {
        await using var tenant = await Tenant.StartAsync();
        var ann = tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Ann", ["Email"] = "ann@x.com" })[0];
        var client = tenant.CreateClient();
        GainsightCompany first = new("First"), second = new("Second") { Csm = ann };
        first.SetReference("Csm", "gsuser", by: "Email", "ann@x.com");

        await Assert.ThrowsAsync<ArgumentException>(() => client.Companies.InsertAsync([first, second], Tenant.Token));
        first.Csm = ann;
        Assert.True((await client.Companies.InsertAsync([first, second], Tenant.Token)).AllSucceeded);
        Assert.All(tenant.Emulator.Records("company"), company => Assert.Equal(ann, company.Text("Csm")));

        GainsightPerson person = new("p@x.com") { Companies = { new() { CompanyName = "First" } } };
        person.Companies[0].SetReference("Manager", "company_person", by: "Title", "Boss");
        await Assert.ThrowsAsync<ArgumentException>(() => client.People.UpsertAsync(person, Tenant.Token));
        Assert.Throws<ArgumentException>(() => first.SetReference("Csm", "", "Email", "x"));
        Assert.Equal(1, tenant.Emulator.WriteCalls);
    }
}
