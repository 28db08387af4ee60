using System.Text.Json.Nodes;
using Gainsight.Client;

namespace Doctor.Gainsight;

public sealed class RecordsPerCall : Check
{
    private const int Documented = 50;

    public override string Title => "limits.records-per-call";

    /// <summary>Updates one company several times in a call, so that fifty of them need not be created.</summary>
    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.KnownAsync();
        if (!await TakesAsync(session, name, 2))
            return Finding.CouldNotTell("an update that names a company twice is refused");
        if (await TakesAsync(session, name, Documented))
            return new(await TakesAsync(session, name, Documented + 1) ? $"more than {Documented}" : $"{Documented}");
        var (low, high) = (2, Documented);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (await TakesAsync(session, name, middle))
                low = middle;
            else
                high = middle;
        }

        return new($"{low}");
    }

    private static async Task<bool> TakesAsync(Session session, string name, int records)
    {
        await session.UpdateAsync("Name", [.. Enumerable.Range(0, records).Select(_ => new JsonObject { ["Name"] = name, ["Employees"] = 6 })]);
        return session.Succeeded;
    }
}

public sealed class KeysPerCall : Check
{
    private static readonly string[] s_keys = ["Name", "Industry", "TickerSymbol", "BillingAddress"];

    public override string Title => "limits.keys-per-call";

    public override async Task<Finding> FindAsync(Session session)
    {
        JsonObject Company(string name) => new() { ["Name"] = name, ["Industry"] = "Doctor", ["TickerSymbol"] = "DOC", ["BillingAddress"] = "Nowhere", ["Employees"] = 6 };
        var name = await session.CreateAsync(Company(""));
        var taken = 0;
        while (taken < s_keys.Length)
        {
            await session.UpdateAsync(string.Join(',', s_keys.Take(taken + 1)), Company(name));
            if (!session.Succeeded)
                break;
            taken++;
        }

        return taken == 0 ? Finding.CouldNotTell("an update by name is refused") : new(taken == s_keys.Length ? $"{taken} or more" : $"{taken}");
    }
}

public sealed class ReadLimit : Check
{
    public override string Title => "limits.read-above-5000";

    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.KnownAsync();
        await session.QueryAsync("company", ["Name"], 10, 0, new Condition("Name", "EQ", name));
        session.Require("a smaller limit");
        await session.QueryAsync("company", ["Name"], 5_001, 0, new Condition("Name", "EQ", name));
        return new(session.Succeeded ? "taken" : "refused");
    }
}

public sealed class DefaultReadLimit : Check
{
    public override string Title => "limits.read-default";

    /// <summary>Reads companies without saying how many, then the one behind the last. Only ids are asked for.</summary>
    public override async Task<Finding> FindAsync(Session session)
    {
        var count = Session.RecordsOf(await session.QueryAsync("company", ["Gsid"], null, 0)).Length;

        // However the offset is counted, two further on are behind the last that was read.
        var next = Session.RecordsOf(await session.QueryAsync("company", ["Gsid"], 1, count + 1));
        return next.Length > 0 ? new($"{count}") : Finding.CouldNotTell("the tenant has too few companies");
    }
}

public sealed class ListedValues : Check
{
    private static readonly int[] s_lengths = [50, 200, 1_000];

    public override string Title => "limits.in-list";

    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.KnownAsync();
        var taken = 0;
        foreach (var length in s_lengths)
        {
            JsonNode[] values = [name, .. Enumerable.Range(1, length - 1).Select(i => (JsonNode)$"{name}-{i}-none")];
            await session.QueryAsync("company", ["Name"], 10, 0, new Condition("Name", "IN", values));
            if (!session.Succeeded || Session.RecordsOf(session.Recorder.Body).Length != 1)
                break;
            taken = length;
        }

        return taken == 0 ? Finding.CouldNotTell($"a list of {s_lengths[0]} does not find what is in it")
            : new(taken == s_lengths[^1] ? $"{taken} or more" : $"{taken}");
    }
}

public sealed class BodySize : Check
{
    private const int Values = 1_000;

    public override string Title => "limits.body-of-1-mb";

    /// <summary>Asks for a thousand names of a thousand letters: as large as a write of fifty records with long texts.</summary>
    public override async Task<Finding> FindAsync(Session session)
    {
        var name = await session.KnownAsync();
        Task<JsonNode?> AskAsync(int length) => session.QueryAsync(
            "company", ["Name"], 10, 0, new Condition("Name", "IN", [name, .. Enumerable.Range(1, Values).Select(i => (JsonNode)$"{name}-{i}".PadRight(length, 'x'))]));
        await AskAsync(50);
        session.Require("a small body of this form");
        try
        {
            await AskAsync(1_000);
            return session.Succeeded ? new("taken") : Finding.CouldNotTell("long values in a list are refused");
        }
        catch (GainsightApiException error) when ((int)error.StatusCode == 413)
        {
            return new("refused");
        }
    }
}

public sealed class RateLimitHeader : Check
{
    public override string Title => "limits.header";

    public override Task<Finding> FindAsync(Session session) => Task.FromResult(new Finding(session.Recorder.HasRateLimitHeader ? "sent" : "not sent"));
}
