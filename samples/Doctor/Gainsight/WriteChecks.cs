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

public sealed class DuplicateNames : Check
{
    public override string Title => "write.duplicate-names";

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.InsertAsync(new JsonObject { ["Name"] = await session.CreateAsync() });
        return new(session.Succeeded ? "taken" : "refused");
    }
}

public sealed class NoMatch : Check
{
    public override string Title => "write.no-match";

    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.CreateAsync();
        await session.UpdateAsync("Name", new JsonObject { ["Name"] = name, ["Employees"] = 7 }, new JsonObject { ["Name"] = session.NewName(), ["Employees"] = 7 });
        var rows = await session.ReadAsync(["Employees"], "Name", "EQ", name);
        return new((int?)rows.FirstOrDefault()?["Employees"] == 7 ? "others are updated" : "nothing is updated");
    }
}

public sealed class SeveralMatches : Check
{
    public override string Title => "write.several-matches";

    public override async Task<Finding> FindAsync(Session session)
    {
        // Two records that differ in name share another key, since names may be unique here.
        var symbol = session.NewName();
        await session.InsertAsync(
            new JsonObject { ["Name"] = session.NewName(), ["TickerSymbol"] = symbol }, new JsonObject { ["Name"] = session.NewName(), ["TickerSymbol"] = symbol });
        if (!session.Succeeded)
            return Finding.CouldNotTell("the companies could not be created");
        await session.UpdateAsync("TickerSymbol", new JsonObject { ["TickerSymbol"] = symbol, ["Employees"] = 7 });
        var rows = await session.ReadAsync(["Employees"], "TickerSymbol", "EQ", symbol);
        return rows.Count(row => (int?)row["Employees"] == 7) switch
        {
            0 => new("refused"),
            1 => new("one is updated"),
            _ => new("all are updated"),
        };
    }
}

public sealed class BadRow : Check
{
    public override string Title => "write.bad-row";

    public override async Task<Finding> FindAsync(Session session)
    {
        var good = session.NewName();
        await session.InsertAsync(new JsonObject { ["Name"] = good }, new JsonObject { ["Name"] = session.NewName(), ["RenewalDate"] = "no date" });
        return new((await session.ReadAsync(["Name"], "Name", "EQ", good)).Length > 0 ? "others are written" : "nothing is written");
    }
}

public sealed class ErrorDetail : Check
{
    public override string Title => "write.errors";

    public override async Task<Finding> FindAsync(Session session)
    {
        var answer = await session.InsertAsync(new JsonObject { ["Name"] = session.NewName(), ["RenewalDate"] = "no date" });
        var errors = answer?["data"]?["errors"];
        return ((errors as JsonArray)?.FirstOrDefault() ?? errors) switch
        {
            JsonArray { Count: > 0 } => new("nested"),
            JsonObject => new("flat"),
            null when answer?["errorCode"] is not null => new("none"),
            _ => Finding.CouldNotTell("the answer has another form"),
        };
    }
}

public sealed class FieldNameCase : Check
{
    public override string Title => "write.field-name-case";

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.InsertAsync(new JsonObject { ["Name"] = session.NewName(), ["eMPLOYEES"] = 1 });
        return new(session.Succeeded ? "ignored" : "matters");
    }
}

public sealed class EpochDates : Check
{
    public override string Title => "write.epoch-dates";

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.InsertAsync(new JsonObject { ["Name"] = session.NewName(), ["RenewalDate"] = 1_672_531_200_000 });
        return new(session.Succeeded ? "taken" : "refused");
    }
}

public sealed class DanglingLookups : Check
{
    public override string Title => "write.dangling-lookups";

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.InsertAsync(new JsonObject { ["Name"] = session.NewName(), ["Csm"] = "1P01" + new string('0', 32) });
        return new(session.Succeeded ? "taken" : "refused");
    }
}

public sealed class BulkDelete : Check
{
    public override string Title => "write.bulk-delete";

    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.CreateAsync();
        var rows = await session.ReadAsync(["Gsid", "Name"], "Name", "EQ", name);
        if (rows is not [JsonObject row] || (string?)row["Name"] != name)
            return Finding.CouldNotTell("the record is not found");
        await session.SendAsync(
            HttpMethod.Delete,
            "v1/data/objects/company?keys=Gsid",
            new JsonObject { ["records"] = new JsonArray(new JsonObject { ["Gsid"] = (string?)row["Gsid"] }) },
            Census.Sync.RepeatRule.Safe);
        return new(session.Succeeded && (await session.ReadAsync(["Name"], "Name", "EQ", name)).Length == 0 ? "served" : "refused");
    }
}

/// <summary>What cannot be found out without harm.</summary>
public sealed class Unsafe(string name, string why) : Check
{
    public override string Title => name;

    public override Task<Finding> FindAsync(Session session) => Task.FromResult(Finding.CouldNotTell(why));
}
