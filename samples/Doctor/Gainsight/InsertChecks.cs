using System.Text.Json.Nodes;

namespace Doctor.Gainsight;

public sealed class WrittenEcho : Check
{
    public override string Title => "write.echo";

    public override async Task<Finding> FindAsync(Session session)
    {
        var answer = await session.InsertAsync(new JsonObject { ["Name"] = session.NewName(), ["Employees"] = 1 });
        return answer?["data"]?["records"] is JsonArray { Count: 1 } records && records[0] is JsonObject record
            ? new(record.ContainsKey("Employees") ? "fields" : "ids only")
            : Finding.CouldNotTell("the answer has no record");
    }
}

/// <summary>Whether a company is taken that differs from an ordinary one in a single thing; the ordinary one has to be taken first.</summary>
public abstract class InsertCheck : Check
{
    protected abstract string Taken { get; }

    protected abstract string Refused { get; }

    /// <summary>Makes the ordinary company and the one in question, without names.</summary>
    protected abstract (JsonObject Ordinary, JsonObject Asked) Make();

    public override async Task<Finding> FindAsync(Session session)
    {
        var (ordinary, asked) = Make();
        ordinary["Name"] = session.NewName();
        asked["Name"] = session.NewName();
        await session.InsertAsync(ordinary);
        session.Require("an ordinary company");
        await session.InsertAsync(asked);
        return new(session.Succeeded ? Taken : Refused);
    }
}

public sealed class FieldNameCase : InsertCheck
{
    public override string Title => "write.field-name-case";

    protected override string Taken => "ignored";

    protected override string Refused => "matters";

    protected override (JsonObject Ordinary, JsonObject Asked) Make() => (new() { ["Employees"] = 1 }, new() { ["eMPLOYEES"] = 1 });
}

public sealed class EpochDates : InsertCheck
{
    public override string Title => "write.epoch-dates";

    protected override string Taken => "taken";

    protected override string Refused => "refused";

    protected override (JsonObject Ordinary, JsonObject Asked) Make() => (new() { ["RenewalDate"] = "2023-01-01" }, new() { ["RenewalDate"] = 1_672_531_200_000 });
}

public sealed class DuplicateNames : Check
{
    public override string Title => "write.duplicate-names";

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.InsertAsync(new JsonObject { ["Name"] = await session.CreateAsync([]) });
        return new(session.Succeeded ? "taken" : "refused");
    }
}

public sealed class DanglingLookups : Check
{
    public override string Title => "write.dangling-lookups";

    /// <summary>Refers to a company that is there, removes it, and refers to it again.</summary>
    public override async Task<Finding> FindAsync(Session session)
    {
        var parent = await session.CreateAsync([]);
        if ((string?)(await session.ReadAsync(["Gsid"], new Condition("Name", "EQ", parent))).FirstOrDefault()?["Gsid"] is not { } gsid)
            return Finding.CouldNotTell("the record is not found");
        await session.InsertAsync(new JsonObject { ["Name"] = session.NewName(), ["ParentCompany"] = gsid });
        session.Require("a reference to a company that exists");
        if (!await session.Client.Companies.DeleteAsync(gsid, session.Token))
            return Finding.CouldNotTell("the company could not be removed");
        await session.InsertAsync(new JsonObject { ["Name"] = session.NewName(), ["ParentCompany"] = gsid });
        return new(session.Succeeded ? "taken" : "refused");
    }
}

public sealed class BadRow : Check
{
    public override string Title => "write.bad-row";

    public override async Task<Finding> FindAsync(Session session)
    {
        var (first, good) = (session.NewName(), session.NewName());
        await session.InsertAsync(new JsonObject { ["Name"] = first }, new JsonObject { ["Name"] = session.NewName(), ["RenewalDate"] = "2023-01-01" });
        session.Require("a call of two good records");
        if ((await session.ReadAsync(["Name"], new Condition("Name", "EQ", first))).Length == 0)
            return Finding.CouldNotTell("the record is not found");
        await session.InsertAsync(new JsonObject { ["Name"] = good }, new JsonObject { ["Name"] = session.NewName(), ["RenewalDate"] = "no date" });
        return new((await session.ReadAsync(["Name"], new Condition("Name", "EQ", good))).Length > 0 ? "others are written" : "nothing is written");
    }
}

public sealed class ErrorDetail : Check
{
    public override string Title => "write.errors";

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.InsertAsync(new JsonObject { ["Name"] = session.NewName(), ["RenewalDate"] = "2023-01-01" });
        session.Require("a good date");
        var answer = await session.InsertAsync(new JsonObject { ["Name"] = session.NewName(), ["RenewalDate"] = "no date" });
        var errors = (answer?["data"] as JsonObject)?["errors"];
        return ((errors as JsonArray)?.FirstOrDefault() ?? errors) switch
        {
            JsonArray { Count: > 0 } => new("nested"),
            JsonObject => new("flat"),
            null when answer?["errorCode"] is not null => new("none"),
            _ => Finding.CouldNotTell("the answer has another form"),
        };
    }
}

public sealed class UntypedRelationship : Check
{
    public override string Title => "write.relationship-without-type";

    public override async Task<Finding> FindAsync(Session session)
    {
        var types = Session.RecordsOf(await session.QueryAsync("relationship_type", ["Gsid", "Name"], 1, 0));
        var companies = await session.ReadAsync(["Gsid"], new Condition("Name", "EQ", await session.KnownAsync()));
        if ((string?)types.FirstOrDefault()?["Gsid"] is not { } type)
            return Finding.CouldNotTell("the tenant has no type of relationship");
        if ((string?)companies.FirstOrDefault()?["Gsid"] is not { } company)
            return Finding.CouldNotTell("the record is not found");
        await InsertAsync(session, new() { ["Name"] = session.NewName(), ["CompanyId"] = company, ["TypeId"] = type });
        session.Require("a relationship with company and type");
        await InsertAsync(session, new() { ["Name"] = session.NewName(), ["CompanyId"] = company });
        return new(session.Succeeded ? "taken" : "refused");
    }

    private static Task<JsonNode?> InsertAsync(Session session, JsonObject relationship) =>
        session.SendAsync(HttpMethod.Post, "v1/data/objects/relationship", new JsonObject { ["records"] = new JsonArray(relationship) });
}
