using System.Text.Json;
using System.Text.Json.Nodes;

namespace Doctor.Gainsight;

public sealed class ReadShape : Check
{
    public override string Title => "read.shape";

    public override async Task<Finding> FindAsync(Session session)
    {
        var answer = await session.QueryAsync("company", ["Name"], 10, 0, new Condition("Name", "EQ", await session.KnownAsync()));
        return answer?["data"] is JsonArray ? new("list") : answer?["data"]?["records"] is JsonArray ? new("data.records") : Finding.CouldNotTell("no records");
    }
}

public sealed class EmptyRead : Check
{
    public override string Title => "read.empty";

    public override async Task<Finding> FindAsync(Session session)
    {
        var answer = await session.QueryAsync("company", ["Name"], 10, 0, new Condition("Name", "EQ", session.NewName()));
        return session.Succeeded ? new("no records")
            : Session.IsEmptyAnswer(answer) ? new((string?)answer!["errorCode"] == "GSOBJ_1011" ? "GSOBJ_1011" : "No data found")
            : Finding.CouldNotTell("the query is refused");
    }
}

public sealed class ReadDates : Check
{
    public override string Title => "read.dates";

    public override async Task<Finding> FindAsync(Session session)
    {
        var rows = await session.ReadAsync(["CreatedDate"], new Condition("Name", "EQ", await session.KnownAsync()));
        return rows.FirstOrDefault()?["CreatedDate"]?.GetValueKind() switch
        {
            JsonValueKind.Number => new("epoch"),
            JsonValueKind.String => new("text"),
            _ => Finding.CouldNotTell("there is no date"),
        };
    }
}

public sealed class MissingDates : Check
{
    public override string Title => "read.missing-dates";

    public override async Task<Finding> FindAsync(Session session)
    {
        var rows = await session.ReadAsync(["Name", "RenewalDate"], new Condition("Name", "EQ", await session.KnownAsync()));
        return rows is not [JsonObject row] ? Finding.CouldNotTell("the record is not found")
            : row["RenewalDate"] is null ? new("null")
            : (row["RenewalDate"] as JsonValue)?.GetValueKind() == JsonValueKind.String ? new("empty text")
            : Finding.CouldNotTell("the date has another form");
    }
}

public sealed class ReadPicklists : Check
{
    public override string Title => "read.picklists";

    public override async Task<Finding> FindAsync(Session session)
    {
        var field = (await session.Client.Metadata.DescribeAsync("company", session.Token))?.FindField("Stage");
        if (field?.PicklistItems.FirstOrDefault(item => item.IsActive && item.Id.Length > 0) is not { } item)
            return Finding.CouldNotTell("Stage has no items");
        var rows = await session.ReadAsync(["Stage"], new Condition("Name", "EQ", await session.CreateAsync(new() { ["Stage"] = item.Label })));
        var read = (string?)rows.FirstOrDefault()?["Stage"];
        return read == item.Id ? new("ids") : read == item.Label ? new("labels") : Finding.CouldNotTell("neither id nor label was read");
    }
}

public sealed class Offset : Check
{
    public override string Title => "read.offset";

    public override async Task<Finding> FindAsync(Session session)
    {
        var names = $"{await session.KnownAsync()}-";
        await session.InsertAsync(new JsonObject { ["Name"] = names + "1" }, new JsonObject { ["Name"] = names + "2" });
        var rows = Session.RecordsOf(await session.QueryAsync("company", ["Name"], 10, 1, new Condition("Name", "STARTS_WITH", names)));
        return rows.Length switch
        {
            1 => new("from zero", OptionLine: "options.OffsetCountsFromOne = false;"),
            2 => new("from one", OptionLine: "options.OffsetCountsFromOne = true;"),
            _ => Finding.CouldNotTell("another number of records came back"),
        };
    }
}

public sealed class Negations : Check
{
    public override string Title => "read.negations";

    public override async Task<Finding> FindAsync(Session session)
    {
        // Two conditions keep the tenant's own companies out.
        var name = await session.KnownAsync();
        if ((await session.ReadAsync(["Name"], new Condition("Name", "EQ", name))).Length == 0)
            return Finding.CouldNotTell("the record is not found");
        var rows = await session.ReadAsync(["Name"], new Condition("Name", "EQ", name), new Condition("TickerSymbol", "NE", "X"));
        return new(rows.Length > 0 ? "find records without a value" : "leave out records without a value");
    }
}

public sealed class TextCase : Check
{
    public override string Title => "text.case";

    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.KnownAsync();
        if ((await session.ReadAsync(["Name"], new Condition("Name", "EQ", name))).Length == 0)
            return Finding.CouldNotTell("the record is not found");
        return (await session.ReadAsync(["Name"], new Condition("Name", "EQ", name.ToUpperInvariant()))).Length > 0
            ? new("ignored", OptionLine: "options.CompanyKeyComparison = KeyComparison.IgnoreCase;")
            : new("matters", OptionLine: "options.CompanyKeyComparison = KeyComparison.Ordinal;");
    }
}

public sealed class EmailCase : Check
{
    public override string Title => "text.email-case";

    /// <summary>Asks for a user that there is, since companies have no address.</summary>
    public override async Task<Finding> FindAsync(Session session)
    {
        var users = Session.RecordsOf(await session.QueryAsync("gsuser", ["Email"], 10, 0, new Condition("Email", "CONTAINS", "@")));
        if (users.Select(user => (string?)user["Email"]).FirstOrDefault(email => email is not null && email.Any(char.IsAsciiLetterLower)) is not { } address)
            return Finding.CouldNotTell("no user has an address with small letters");
        if (Session.RecordsOf(await session.QueryAsync("gsuser", ["Email"], 1, 0, new Condition("Email", "EQ", address))).Length == 0)
            return Finding.CouldNotTell("the user is not found");
        var rows = Session.RecordsOf(await session.QueryAsync("gsuser", ["Email"], 1, 0, new Condition("Email", "EQ", address.ToUpperInvariant())));
        return new(rows.Length > 0 ? "ignored" : "matters");
    }
}

public sealed class DescribedItems : Check
{
    public override string Title => "metadata.items";

    public override async Task<Finding> FindAsync(Session session)
    {
        var answer = await session.SendAsync(HttpMethod.Get, "v1/meta/services/objects/company/describe?ic=false&cl=0&idd=true");
        var stage = (answer?["data"]?[0]?["fields"] as JsonArray)?.FirstOrDefault(field => (string?)field?["fieldName"] == "Stage");
        return stage is null ? Finding.CouldNotTell("Stage is not described") : new((stage["options"] as JsonArray)?.Count > 0 ? "described" : "left out");
    }
}
