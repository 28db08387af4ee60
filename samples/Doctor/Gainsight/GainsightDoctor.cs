using Gainsight.Client;

namespace Doctor.Gainsight;

/// <summary>Runs all checks against one tenant.</summary>
public static class GainsightDoctor
{
    private const string Persons = "a person cannot be removed again";

    public static IReadOnlyList<Check> Checks { get; } =
    [
        new ReadShape(), new EmptyRead(), new ReadDates(), new MissingDates(), new ReadPicklists(), new Offset(), new Negations(), new TextCase(), new PlainTimes(),
        new ReadLimit(), new DescribedItems(), new WrittenEcho(), new DuplicateNames(), new NoMatch(), new SeveralMatches(), new BadRow(), new ErrorDetail(),
        new FieldNameCase(), new EpochDates(), new DanglingLookups(), new BulkDelete(), new RateLimitHeader(),
        new Unsafe("persons.answer", Persons), new Unsafe("persons.relationships", Persons), new Unsafe("persons.email-case", Persons),
        new Unsafe("limits.refusal", "it would use up the quota of all integrations"),
    ];

    /// <summary>Asks all questions; what cannot be told says why.</summary>
    /// <param name="options">Where and with which key.</param>
    /// <param name="handler">Sends the requests.</param>
    /// <param name="time">The clock.</param>
    /// <param name="prefix">What the names of the companies begin with that are created and removed.</param>
    /// <param name="cancellationToken">Ends the run, after which what was created is left behind.</param>
    public static async Task<IReadOnlyList<(string Name, Finding Finding)>> RunAsync(
        GainsightClientOptions options, HttpMessageHandler handler, TimeProvider time, string prefix, CancellationToken cancellationToken)
    {
        using var recorder = new Recorder(handler);
        using var http = new HttpClient(recorder) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new GainsightClient(options, http, time);
        var session = new Session(client, recorder, prefix, cancellationToken);
        var connection = await client.TestConnectionAsync(cancellationToken);
        if (!connection.Succeeded)
            return [("connection", Finding.CouldNotTell(connection.Message ?? "no reason is told"))];

        List<(string, Finding)> findings = [("connection", new("works"))];
        foreach (var check in Checks)
            findings.Add((check.Title, await Checkup.SafelyAsync(() => check.FindAsync(session))));
        findings.Add(("clean-up", await Checkup.SafelyAsync(async () => await session.CleanUpAsync() is 0
            ? new("done")
            : Finding.CouldNotTell($"companies whose names begin with {prefix} could not be removed"))));
        return findings;
    }
}
