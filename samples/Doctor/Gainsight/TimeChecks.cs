using System.Globalization;
using System.Text.Json.Nodes;
using Gainsight.Client;

namespace Doctor.Gainsight;

public sealed class FilteredTimes : Check
{
    public override string Title => "read.time-zone";

    /// <summary>Searches for the largest time without an offset that the tenant takes to be no later than a creation whose moment is known.</summary>
    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.KnownAsync();
        var row = await session.Client.QueryAsync(
            "company", new() { Select = ["CreatedDate"], Where = new("Name", GainsightOperator.Equal, name), PageSize = 10 }, session.Token).FirstOrDefaultAsync(session.Token);
        if (row?.GetInstant("CreatedDate") is not { } created)
            return Finding.CouldNotTell("the record is not found");
        var (low, high) = (-14 * 4 - 1, 14 * 4 + 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (await IsNotLaterAsync(session, name, created.UtcDateTime.AddMinutes(middle * 15)))
                low = middle;
            else
                high = middle;
        }

        return low is <= -14 * 4 - 1 or >= 14 * 4 ? Finding.CouldNotTell("no offset fits") : new(Text(TimeSpan.FromMinutes(low * 15)));
    }

    internal static string Text(TimeSpan offset) => offset.ToString("c", CultureInfo.InvariantCulture);

    private static async Task<bool> IsNotLaterAsync(Session session, string name, DateTime time) => (await session.ReadAsync(
        ["Name"],
        new Condition("Name", "EQ", name),
        new Condition("CreatedDate", "GTE", time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)))).Length > 0;
}

public sealed class WrittenTimes : Check
{
    private static readonly DateTimeOffset s_noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public override string Title => "write.time-zone";

    /// <summary>Writes a time with an offset, then the same without one, to a field that the tenant itself added.</summary>
    public override async Task<Finding> FindAsync(Session session)
    {
        var field = (await session.Client.Metadata.DescribeAsync("company", session.Token))?.Fields.FirstOrDefault(
            candidate => candidate is { DataType: "DATETIME", IsCreateable: true, IsUpdateable: true });
        if (field is null)
            return Finding.CouldNotTell("companies have no field of a point in time that can be written");
        if (await WriteAsync(session, field.Name, "2026-06-01T12:00:00.000Z") is not { } exact || exact != s_noon)
            return Finding.CouldNotTell("a time with an offset is not read as it was written");
        return await WriteAsync(session, field.Name, "2026-06-01 12:00:00") is { } plain ? new(FilteredTimes.Text(s_noon - plain)) : new("refused");
    }

    private static async Task<DateTimeOffset?> WriteAsync(Session session, string field, string time)
    {
        var name = session.NewName();
        await session.InsertAsync(new JsonObject { ["Name"] = name, [field] = time });
        if (!session.Succeeded)
            return null;
        var row = await session.Client.QueryAsync(
            "company", new() { Select = [field], Where = new("Name", GainsightOperator.Equal, name), PageSize = 10 }, session.Token).FirstOrDefaultAsync(session.Token);
        return row?.GetInstant(field) ?? throw new DoctorException("the time is not found");
    }
}
