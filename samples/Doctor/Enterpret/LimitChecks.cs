using System.Globalization;
using System.Text.Json.Nodes;

namespace Doctor.Enterpret;

/// <summary>Searches for the largest size that is not refused for its size, with items that cannot be kept.</summary>
internal static class LargestSize
{
    /// <returns>The size; null if even the largest one is not refused, so that nothing is known.</returns>
    public static async Task<int?> FindAsync(int largest, Func<int, Task<bool>> isRefusedAsync)
    {
        if (!await isRefusedAsync(largest))
            return null;
        var (low, high) = (0, largest);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (await isRefusedAsync(middle))
                high = middle;
            else
                low = middle;
        }

        return low > 0 ? low : throw new DoctorException("everything is refused for its size");
    }
}

/// <summary>How many items a request may hold.</summary>
/// <param name="inlet">Where they go.</param>
/// <param name="largest">The largest number that is tried.</param>
/// <param name="describe">The option that depends on it.</param>
public sealed class ItemsOfRequest(Inlet inlet, int largest, Func<int, string?> describe) : Check<Session>
{
    public override string Title => $"limits.{inlet.Root}";

    public override async Task<Finding> FindAsync(Session session)
    {
        // Items that lack a required field are not kept; identifiers to erase are nobody's.
        var found = await LargestSize.FindAsync(largest, async count =>
        {
            var answer = await session.SendAsync(inlet, Enumerable.Range(0, count).Select(_ => inlet == Inlet.Privacy ? (JsonNode)session.NewId() : Session.Bad(session.NewId())));
            return answer.IsTooLarge ? throw new DoctorException("the bytes are refused before the number") : answer.IsTooMany;
        });
        return found is { } most
            ? new($"{most} a request", OptionLine: describe(most))
            : Finding.CouldNotTell($"even {largest} are not refused for their number; there is no such limit, or it is looked at after the records");
    }
}

/// <summary>How many bytes a request may have.</summary>
public sealed class BytesOfRequest : Check<Session>
{
    private const int Largest = 2_000_000;
    private const int Smallest = 1_000;

    public override string Title => "limits.bytes";

    public override async Task<Finding> FindAsync(Session session)
    {
        var found = await LargestSize.FindAsync(Largest, async bytes => bytes >= Smallest && (await SendAsync(session, bytes)).IsTooLarge);
        return found is { } most
            ? new($"{most.ToString("N0", CultureInfo.InvariantCulture)} a request", OptionLine: $"options.Feedback.Limits = options.Feedback.Limits with {{ MaximumBytes = {Code(most)} }};")
            : Finding.CouldNotTell($"even {Largest.ToString("N0", CultureInfo.InvariantCulture)} are not refused");
    }

    // A bad record, padded until the body has exactly this size.
    private static async Task<Answer> SendAsync(Session session, int bytes)
    {
        var record = Session.Bad(session.NewId());
        record["text"] = "";
        var empty = new JsonObject { [Inlet.Feedback.Root] = new JsonArray(record) }.ToJsonString().Length;
        record["text"] = new string('x', bytes - empty);
        return await session.SendAsync(Inlet.Feedback, record.DeepClone());
    }

    private static string Code(int number) => number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '_');
}

/// <summary>Whether as many requests a minute are taken as the run may make. More are not tried, since that would stop others.</summary>
/// <param name="inlet">The kind of key.</param>
/// <param name="describe">The option that depends on it.</param>
public sealed class RequestsOfMinute(Inlet inlet, Func<int, string> describe) : Check<Session>
{
    public override string Title => $"limits.{inlet.Name}-requests";

    public override async Task<Finding> FindAsync(Session session)
    {
        // What the other checks did not use of the minute is made up with empty lists, which store nothing.
        var key = session.Key(inlet);
        var asked = session.RequestsPerMinute;
        for (var i = 0; i < asked && key.MostInMinute < asked && key.Throttled == 0; i++)
            await session.SendNothingAsync(inlet, key);
        return key.Throttled > 0
            ? new($"fewer than {asked} a minute are taken, or others use the key: {key.Throttled} requests were refused as too many")
            : key.MostInMinute < asked
                ? Finding.CouldNotTell($"answers came too slowly to make more than {key.MostInMinute} requests in a minute")
            : new($"{asked} a minute are taken", OptionLine: describe(asked));
    }
}

/// <summary>Whether answers tell of limits.</summary>
public sealed class LimitHeaders : Check<Session>
{
    public override string Title => "limits.headers";

    public override Task<Finding> FindAsync(Session session) => Task.FromResult(new Finding(
        session.Recorder.LimitHeaders.Where(name => !name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).ToArray() is { Length: > 0 } names ? string.Join(", ", names) : "none"));
}

/// <summary>Whether a refusal as too many says when to come back.</summary>
public sealed class RetryAfter : Check<Session>
{
    public override string Title => "limits.retry-after";

    public override Task<Finding> FindAsync(Session session) => Task.FromResult(
        session.Recorder.Throttled == 0
            ? Finding.CouldNotTell("no request was refused as too many, and none is provoked")
            : new(session.Recorder.LimitHeaders.Contains("Retry-After", StringComparer.OrdinalIgnoreCase) ? "sent" : "not sent"));
}
