using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Doctor.Gainsight;

public sealed class ReadShape : Check
{
    public override string Title => "read.shape";

    public override async Task<Finding> FindAsync(Session session)
    {
        var answer = await session.QueryAsync(["Name"], "Name", "EQ", await session.CreateAsync());
        return answer?["data"] is JsonArray ? new("list") : answer?["data"]?["records"] is JsonArray ? new("data.records") : Finding.CouldNotTell("no records");
    }
}

public sealed class EmptyRead : Check
{
    public override string Title => "read.empty";

    public override async Task<Finding> FindAsync(Session session)
    {
        var answer = await session.QueryAsync(["Name"], "Name", "EQ", session.NewName());
        return session.Succeeded ? new("no records")
            : Session.IsEmptyAnswer(answer) ? new((string?)answer!["errorCode"] == "GSOBJ_1011" ? "GSOBJ_1011" : "No data found")
            : Finding.CouldNotTell("the query was refused");
    }
}

public sealed class ReadDates : Check
{
    public override string Title => "read.dates";

    public override async Task<Finding> FindAsync(Session session)
    {
        var rows = await session.ReadAsync(["CreatedDate"], "Name", "EQ", await session.CreateAsync());
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
        var rows = await session.ReadAsync(["Name", "RenewalDate"], "Name", "EQ", await session.CreateAsync());
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
        var rows = await session.ReadAsync(["Stage"], "Name", "EQ", await session.CreateAsync(new() { ["Stage"] = item.Label }));
        var read = (string?)rows.FirstOrDefault()?["Stage"];
        return read == item.Id ? new("ids") : read == item.Label ? new("labels") : Finding.CouldNotTell("neither id nor label was read");
    }
}

public sealed class Offset : Check
{
    public override string Title => "read.offset";

    public override async Task<Finding> FindAsync(Session session)
    {
        var first = await session.CreateAsync();
        var names = $"{first}-";
        await session.InsertAsync(new JsonObject { ["Name"] = names + "1" }, new JsonObject { ["Name"] = names + "2" });
        var rows = await session.ReadAsync(["Name"], "Name", "STARTS_WITH", names, offset: 1);
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
        var name = await session.CreateAsync();
        JsonObject query = new()
        {
            ["select"] = new JsonArray("Name"),
            ["where"] = new JsonObject
            {
                ["conditions"] = new JsonArray(
                    new JsonObject { ["name"] = "Name", ["alias"] = "A", ["operator"] = "EQ", ["value"] = new JsonArray(name) },
                    new JsonObject { ["name"] = "TickerSymbol", ["alias"] = "B", ["operator"] = "NE", ["value"] = new JsonArray("X") }),
                ["expression"] = "A AND B",
            },
        };
        var answer = await session.SendAsync(HttpMethod.Post, "v1/data/objects/query/company", query, Census.Sync.RepeatRule.Safe);
        if (Session.IsEmptyAnswer(answer))
            return new("leave out records without a value");
        if (!session.Succeeded)
            return Finding.CouldNotTell("the query was refused");
        var count = (answer?["data"] as JsonArray ?? answer?["data"]?["records"] as JsonArray)?.Count;
        return new(count > 0 ? "find records without a value" : "leave out records without a value");
    }
}

public sealed class TextCase : Check
{
    public override string Title => "text.case";

    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.CreateAsync();
        var rows = await session.ReadAsync(["Name"], "Name", "EQ", name.ToUpperInvariant());
        return rows.Length > 0
            ? new("ignored", OptionLine: "options.CompanyKeyComparison = KeyComparison.IgnoreCase;")
            : new("matters", OptionLine: "options.CompanyKeyComparison = KeyComparison.Ordinal;");
    }
}

public sealed class PlainTimes : Check
{
    public override string Title => "read.time-zone";

    /// <summary>Searches for the largest time without an offset that the tenant takes to be no later than a creation whose moment is known.</summary>
    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.CreateAsync();
        var row = await session.Client.QueryAsync(
            "company", new() { Select = ["Name", "CreatedDate"], Where = new("Name", global::Gainsight.Client.GainsightOperator.Equal, name) }, session.Token).FirstOrDefaultAsync(session.Token);
        if (row?.GetInstant("CreatedDate") is not { } created)
            return Finding.CouldNotTell("the record was not found");
        var (low, high) = (-14 * 4 - 1, 14 * 4 + 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (await IsNotLaterAsync(session, name, created.UtcDateTime.AddMinutes(middle * 15)))
                low = middle;
            else
                high = middle;
        }

        return low is <= -14 * 4 - 1 or >= 14 * 4 ? Finding.CouldNotTell("no offset fits")
            : new(TimeSpan.FromMinutes(low * 15).ToString("c", CultureInfo.InvariantCulture));
    }

    private static async Task<bool> IsNotLaterAsync(Session session, string name, DateTime time)
    {
        JsonObject query = new()
        {
            ["select"] = new JsonArray("Name"),
            ["where"] = new JsonObject
            {
                ["conditions"] = new JsonArray(
                    new JsonObject { ["name"] = "Name", ["alias"] = "A", ["operator"] = "EQ", ["value"] = new JsonArray(name) },
                    new JsonObject
                    {
                        ["name"] = "CreatedDate", ["alias"] = "B", ["operator"] = "GTE",
                        ["value"] = new JsonArray(time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
                    }),
                ["expression"] = "A AND B",
            },
        };
        var answer = await session.SendAsync(HttpMethod.Post, "v1/data/objects/query/company", query, Census.Sync.RepeatRule.Safe);
        if (Session.IsEmptyAnswer(answer))
            return false;
        if (!session.Succeeded)
            throw new DoctorException("the query was refused");
        return (answer?["data"] as JsonArray ?? answer?["data"]?["records"] as JsonArray)?.Count > 0;
    }
}

public sealed class ReadLimit : Check
{
    public override string Title => "read.limit-above-5000";

    public override async Task<Finding> FindAsync(Session session)
    {
        await session.QueryAsync(["Name"], "Name", "EQ", await session.CreateAsync(), limit: 5_001);
        return new(session.Succeeded ? "taken" : "refused");
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

public sealed class RateLimitHeader : Check
{
    public override string Title => "limits.header";

    public override Task<Finding> FindAsync(Session session) => Task.FromResult(new Finding(session.Recorder.HasRateLimitHeader ? "sent" : "not sent"));
}
