using Gainsight.Client;

namespace Doctor.Gainsight;

/// <summary>Runs all checks against one tenant.</summary>
public static class GainsightDoctor
{
    private const string Persons = "a person cannot be removed again";

    public static IReadOnlyList<Check> Checks { get; } =
    [
        new ReadShape(), new EmptyRead(), new ReadDates(), new MissingDates(), new ReadPicklists(), new Offset(), new Negations(), new TextCase(), new EmailCase(),
        new FilteredTimes(), new DescribedItems(), new OAuthRequest(),
        new WrittenEcho(), new WrittenTimes(), new FieldNameCase(), new EpochDates(), new DuplicateNames(), new DanglingLookups(), new BadRow(), new ErrorDetail(),
        new NoMatch(), new UnmatchedKeys(), new SeveralMatches(), new KeyNameCase(), new BulkDelete(), new UntypedRelationship(),
        new RecordsPerCall(), new KeysPerCall(), new ReadLimit(), new DefaultReadLimit(), new ListedValues(), new BodySize(), new RateLimitHeader(),
        new Unsafe("write.without-keys", "nobody knows which companies would be changed"),
        new Unsafe("write.relationship-upsert", "its path is published nowhere"),
        new Unsafe("persons.answer", Persons), new Unsafe("persons.relationships", Persons), new Unsafe("persons.email-case", Persons),
        new Unsafe("persons.asynchronous", "the client has no asynchronous persons, and " + Persons),
        new Unsafe("custom-objects.volume", "it would write to an object of yours"),
        new Unsafe("limits.refusal", "it would use up the quota of all integrations"),
    ];

    /// <summary>Asks all questions; what cannot be told says why. However the run ends, what it created is removed, or named if that fails.</summary>
    /// <param name="options">Where and with which key.</param>
    /// <param name="oauth">An OAuth key of the tenant, to find out how tokens are asked for; null if there is none.</param>
    /// <param name="handler">Sends the requests.</param>
    /// <param name="time">The clock.</param>
    /// <param name="prefix">What the names of the records begin with that are created and removed.</param>
    /// <param name="cleanUpTime">How long removing them may take.</param>
    /// <param name="cancellationToken">Ends the questions; removing comes after that.</param>
    public static async Task<IReadOnlyList<(string Name, Finding Finding)>> RunAsync(
        GainsightClientOptions options,
        GainsightOAuthOptions? oauth,
        HttpMessageHandler handler,
        TimeProvider time,
        string prefix,
        TimeSpan cleanUpTime,
        CancellationToken cancellationToken)
    {
        using var recorder = new Recorder(handler);
        using var http = new HttpClient(recorder) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new GainsightClient(options, http, time);
        var connection = await client.TestConnectionAsync(cancellationToken);
        if (!connection.Succeeded)
            return [("connection", Finding.CouldNotTell(connection.Message ?? "no reason is told"))];

        var session = new Session(client, recorder, prefix, oauth is null ? null : ConnectWithAsync, cancellationToken);
        List<(string, Finding)> findings = [("connection", new("works"))];
        try
        {
            foreach (var check in Checks)
                findings.Add((check.Title, await Checkup.SafelyAsync(() => check.FindAsync(session))));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            findings.Add(("run", Finding.CouldNotTell("it was cancelled")));
        }
        catch (Exception error)
        {
            // Whatever it is, what was created must not be left behind. Its text could quote values.
            findings.Add(("run", Finding.CouldNotTell($"it ended with {error.GetType().Name}")));
        }

        using var limit = new CancellationTokenSource(cleanUpTime, time);
        findings.Add(("clean-up", await new CleanUp(client, prefix).RunAsync(limit.Token)));
        return findings;

        async Task<bool> ConnectWithAsync(GainsightTokenRequest request)
        {
            using var other = new GainsightClient(
                new()
                {
                    Domain = options.Domain,
                    BaseAddress = options.BaseAddress,
                    OAuth = new() { ClientId = oauth.ClientId, ClientSecret = oauth.ClientSecret, TokenRequest = request },
                    AttemptTimeout = options.AttemptTimeout,
                },
                http,
                time);
            return (await other.TestConnectionAsync(cancellationToken)).Succeeded;
        }
    }
}
