using Enterpret.Client;
using Gainsight.Client;

namespace Census.Sync.SyncProcess;

/// <summary>The syncs that are killed, by name: every behaviour, both vendors.</summary>
internal sealed class KilledSyncs(Uri address, string key, int callsPerMinute, QuotaStore quota, HttpClient http, TimeProvider clock)
{
    // The clock goes fast, and an answer takes its time on a busy machine all the same.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset s_day = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Returns the destination of a sync, and the sync from any source to any destination.</summary>
    /// <param name="name">The name of the sync.</param>
    /// <param name="hasNumber">Whether the column "number" is mapped.</param>
    public (SyncDestination Destination, Func<SyncSource, SyncDestination, SyncBuilder> Define) Of(string name, bool hasNumber) => name switch
    {
        "companies" => Gainsight("Company", SyncBehavior.UpdateOrCreate, Company(hasNumber)),
        "company updates" => Gainsight("Company", SyncBehavior.UpdateOnly, Company(hasNumber)),
        "company creations" => Gainsight("Company", SyncBehavior.CreateOnly, Company(hasNumber)),
        "company mirror" => Gainsight("Company", SyncBehavior.Mirror, Company(hasNumber)),
        "company clearing" => Gainsight("Company", SyncBehavior.Mirror, sync =>
        {
            Company(hasNumber)(sync);
            sync.MirrorBy(MirrorStrategy.UpdatesAndNulls);
        }),
        "single companies" => Gainsight("Company", SyncBehavior.UpdateOrCreate, Waiting(Company(hasNumber))),
        "single mirror" => Gainsight("Company", SyncBehavior.Mirror, Waiting(Company(hasNumber))),
        "single creations" => Gainsight("Company", SyncBehavior.CreateOnly, Waiting(Company(hasNumber))),
        "company approvals" => Gainsight("Company", SyncBehavior.UpdateOrCreate, sync =>
        {
            Company(hasNumber)(sync);
            sync.HoldWhen(changedShare: 0, changedMinimum: 1);
        }),
        "visits" => Gainsight("Visit__gc", SyncBehavior.Append, sync => sync.Key("id", "EventId__gc").Map("text", "Page__gc")),
        "persons" => Gainsight("Person", SyncBehavior.UpdateOrCreate, sync => WithNumber(sync.Key("id", "Email").Map("text", "FirstName"), "Location", hasNumber)),
        "accounts" => Enterpret("Account", SyncBehavior.UpdateOrCreate, options => options.AccountsApiKey = key, sync =>
            WithNumber(sync.Key("id", "Id").Map("text", "industry").MapConstant("Created At", s_day), "employees", hasNumber, FieldType.Integer)),
        "reviews" => Enterpret("Review Records", SyncBehavior.CreateOnly, options => (options.Feedback.ApiKey, options.Feedback.FileId) = (key, "reviews"), sync =>
            sync.Key("id", "Id").Map("text", "Text").MapConstant("Created At", s_day)),
        "erasures" => Enterpret(EnterpretObjects.UsersToErase.ObjectName, SyncBehavior.Delete, options => options.PrivacyApiKey = key, sync => sync.Key("id", "Id")),
        _ => throw new ArgumentException($"There is no sync '{name}'.", nameof(name)),
    };

    private (SyncDestination Destination, Func<SyncSource, SyncDestination, SyncBuilder> Define) Gainsight(string target, SyncBehavior behavior, Action<SyncBuilder> map)
    {
        var client = new GainsightClient(
            new()
            {
                BaseAddress = address,
                AccessKey = key,
                CallsPerMinute = callsPerMinute,
                CallsPerDay = 10_000_000,
                QuotaShare = 1,
                QuotaStore = quota,
                AttemptTimeout = s_patience,
                TotalTimeout = s_patience * 3,
            },
            http,
            clock);
        return (new GainsightDestination(client), Definition(target, behavior, map));
    }

    private (SyncDestination Destination, Func<SyncSource, SyncDestination, SyncBuilder> Define) Enterpret(
        string target, SyncBehavior behavior, Action<EnterpretClientOptions> configure, Action<SyncBuilder> map)
    {
        var options = new EnterpretClientOptions
        {
            BaseAddress = address,
            EntityRequestsPerMinute = callsPerMinute,
            PrivacyRequestsPerMinute = callsPerMinute,
            QuotaStore = quota,
            AttemptTimeout = s_patience,
            TotalTimeout = s_patience * 3,
        };
        options.Feedback.Limits = EnterpretLimits.Conservative with { RequestsPerMinute = callsPerMinute };
        configure(options);
        return (new EnterpretDestination(new EnterpretClient(options, http, clock)), Definition(target, behavior, map));
    }

    private static Func<SyncSource, SyncDestination, SyncBuilder> Definition(string target, SyncBehavior behavior, Action<SyncBuilder> map) => (source, destination) =>
    {
        var sync = new SyncBuilder("killed").From(source).To(destination, target, behavior).Retry(new() { ImmediateTries = int.MaxValue, MaximumTries = null });
        map(sync);
        return sync;
    };

    // Minutes go by in a process.
    private static Action<SyncBuilder> Waiting(Action<SyncBuilder> map) => sync =>
    {
        map(sync);
        sync.Retry(new() { ImmediateTries = 1, FirstWait = TimeSpan.FromMinutes(2), MaximumWait = TimeSpan.FromMinutes(6), MaximumTries = 4 });
    };

    private static Action<SyncBuilder> Company(bool hasNumber) => sync =>
        WithNumber(sync.Key("id", "Name").Map("text", "Industry").MapLookup("owner", "Csm", by: "Email"), "Employees", hasNumber);

    private static SyncBuilder WithNumber(SyncBuilder sync, string field, bool hasNumber, FieldType type = FieldType.Any) => hasNumber ? sync.Map("number", field, type) : sync;
}
