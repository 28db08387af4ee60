using System.Text.Json.Nodes;
using Census.Sync;

namespace Doctor.Gainsight;

public sealed class NoMatch : Check
{
    public override string Title => "write.no-match";

    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.KnownAsync();
        await session.UpdateAsync("Name", new JsonObject { ["Name"] = name, ["Employees"] = 6 });
        session.Require("the update of a company that exists");
        await session.UpdateAsync("Name", new JsonObject { ["Name"] = name, ["Employees"] = 7 }, new JsonObject { ["Name"] = session.NewName(), ["Employees"] = 7 });
        return (int?)(await session.ReadAsync(["Employees"], new Condition("Name", "EQ", name))).FirstOrDefault()?["Employees"] switch
        {
            7 => new("others are updated"),
            6 => new("nothing is updated"),
            _ => Finding.CouldNotTell("the record is not found as it was updated"),
        };
    }
}

public sealed class UnmatchedKeys : Check
{
    public override string Title => "write.unmatched-keys";

    public override async Task<Finding> FindAsync(Session session)
    {
        var (name, absent) = (await session.KnownAsync(), session.NewName());
        await session.UpdateAsync("Name", new JsonObject { ["Name"] = name, ["Employees"] = 6 });
        session.Require("the update of a company that exists");
        var answer = await session.UpdateAsync("Name", new JsonObject { ["Name"] = name, ["Employees"] = 6 }, new JsonObject { ["Name"] = absent, ["Employees"] = 6 });
        var errors = (answer?["data"] as JsonObject)?["errors"]?.ToJsonString() ?? "";
        return new(errors.Contains(absent, StringComparison.Ordinal) ? "named" : "not named");
    }
}

public sealed class SeveralMatches : Check
{
    // Whoever lets Gainsight decide here expects all of them to be updated.
    private const string Reject = "options.MultipleMatches = GainsightMultipleMatches.Reject;";

    public override string Title => "write.several-matches";

    public override async Task<Finding> FindAsync(Session session)
    {
        // Records that differ in name share another key, since names may be unique here.
        var (alone, shared) = (session.NewName(), session.NewName());
        await session.InsertAsync(Company(session, alone), Company(session, shared), Company(session, shared));
        session.Require("a company with a ticker symbol");
        await session.UpdateAsync("TickerSymbol", new JsonObject { ["TickerSymbol"] = alone, ["Employees"] = 7 });
        session.Require("an update that one company matches");
        await session.UpdateAsync("TickerSymbol", new JsonObject { ["TickerSymbol"] = shared, ["Employees"] = 7 });
        var rows = await session.ReadAsync(["Employees"], new Condition("TickerSymbol", "EQ", shared));
        return rows.Length != 2 ? Finding.CouldNotTell("the records are not found") : rows.Count(row => (int?)row["Employees"] == 7) switch
        {
            0 => new("refused", OptionLine: Reject),
            1 => new("one is updated", OptionLine: Reject),
            _ => new("all are updated"),
        };
    }

    private static JsonObject Company(Session session, string symbol) => new() { ["Name"] = session.NewName(), ["TickerSymbol"] = symbol };
}

public sealed class KeyNameCase : Check
{
    public override string Title => "write.key-name-case";

    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.KnownAsync();
        await session.UpdateAsync("Name", new JsonObject { ["Name"] = name, ["Employees"] = 6 });
        session.Require("the update of a company that exists");
        await session.UpdateAsync("nAME", new JsonObject { ["Name"] = name, ["Employees"] = 6 });
        return new(session.Succeeded ? "ignored" : "matters");
    }
}

public sealed class BulkDelete : Check
{
    public override string Title => "write.bulk-delete";

    public override async Task<Finding> FindAsync(Session session)
    {
        var (first, second) = (await session.CreateAsync([]), await session.CreateAsync([]));
        if (await FindAsync(session, first) is not { } one || await FindAsync(session, second) is not { } other)
            return Finding.CouldNotTell("the record is not found");
        if (!await session.Client.Companies.DeleteAsync(one, session.Token))
            return Finding.CouldNotTell("a company cannot be deleted at all");
        await session.SendAsync(
            HttpMethod.Delete,
            "v1/data/objects/company?keys=Gsid",
            new JsonObject { ["records"] = new JsonArray(new JsonObject { ["Gsid"] = other }) },
            RepeatRule.Safe);
        return new(session.Succeeded && await FindAsync(session, second) is null ? "served" : "refused");
    }

    private static async Task<string?> FindAsync(Session session, string name) =>
        (string?)(await session.ReadAsync(["Gsid"], new Condition("Name", "EQ", name))).FirstOrDefault()?["Gsid"];
}
