using Census.Sync;

namespace Gainsight.Client;

/// <summary>How a <see cref="GainsightClient"/> works. Copied by its constructor; later changes have no effect.</summary>
public sealed class GainsightClientOptions
{
    /// <summary>Gets or sets the domain of the tenant.</summary>
    /// <value>
    /// The default is null; required unless <see cref="BaseAddress"/> is set. <c>acme</c>, <c>acme.gainsightcloud.com</c>,
    /// <c>https://acme.gainsightcloud.com/</c>, or a domain of your own that Gainsight serves; without path, port or user name.
    /// </value>
    public string? Domain { get; set; }

    /// <summary>Gets or sets another address to call instead of the domain, that of an emulator for example.</summary>
    /// <value>The default is null. Plain http is allowed on this machine only.</value>
    public Uri? BaseAddress { get; set; }

    /// <summary>Gets or sets the access key.</summary>
    /// <value>The default is null. Exactly one of this, <see cref="AccessKeyProvider"/> and <see cref="OAuth"/> is required.</value>
    /// <remarks>
    /// There is one for the whole tenant, which acts for all of it and never expires:
    /// https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Generate_REST_API/Generate_REST_API_Key.
    /// </remarks>
    public string? AccessKey { get; set; }

    /// <summary>
    /// Gets or sets what gives the access key, for keys that are kept elsewhere or change. Asked when the key is first needed, and once more when it is
    /// refused.
    /// </summary>
    /// <value>The default is null. Not together with <see cref="AccessKey"/> or <see cref="OAuth"/>. Its exceptions are the inner ones of a <see cref="GainsightTransportException"/>.</value>
    public Func<CancellationToken, ValueTask<string>>? AccessKeyProvider { get; set; }

    /// <summary>Gets or sets the OAuth key that calls are made with instead of an access key.</summary>
    /// <value>The default is null. Not together with <see cref="AccessKey"/> or <see cref="AccessKeyProvider"/>.</value>
    public GainsightOAuthOptions? OAuth { get; set; }

    /// <summary>Gets or sets the number of calls that Gainsight allows in a minute.</summary>
    /// <value>The default is 100, as documented in November 2026; packages differ. At least 1.</value>
    /// <remarks>https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Company_and_Relationship_API/Company_API_Documentation.</remarks>
    public int CallsPerMinute { get; set; } = 100;

    /// <summary>Gets or sets the number of calls that Gainsight allows in a day.</summary>
    /// <value>The default is 50,000, as documented in November 2026; packages differ. At least 1.</value>
    public int CallsPerDay { get; set; } = 50_000;

    /// <summary>Gets or sets the number of calls for the management of users that Gainsight allows in an hour. They have a limit of their own.</summary>
    /// <value>The default is 100, as documented in November 2026. At least 1.</value>
    /// <remarks>
    /// Counted are calls below <c>/v1/users/services</c>, which only <see cref="GainsightClient.SendAsync(HttpMethod, string, System.Text.Json.JsonElement?, RepeatRule?, CancellationToken)"/> makes. They do not count as calls of a minute or
    /// day. https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/User_Management_APIs/API_for_Company_Team_Record.
    /// </remarks>
    public int UserCallsPerHour { get; set; } = 100;

    /// <summary>Gets or sets the number of calls for the management of users that Gainsight allows in a day.</summary>
    /// <value>The default is 1,000, as documented in November 2026. At least 1.</value>
    public int UserCallsPerDay { get; set; } = 1_000;

    /// <summary>Gets or sets the part of all limits that this client may use, since all integrations of a tenant share them.</summary>
    /// <value>The default is 0.5. Above 0 and at most 1.</value>
    public double QuotaShare { get; set; } = 0.5;

    /// <summary>Gets or sets how long a call may wait for its quota before it fails.</summary>
    /// <value>The default is 5 minutes. Zero or more.</value>
    /// <remarks>Calls of a sync wait in line behind calls of the typed methods.</remarks>
    public TimeSpan MaximumQuotaWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets where the use of the quota is kept.</summary>
    /// <value>The default is null: the store of the application's services if it has one, else in memory. A store stays its owner's to dispose.</value>
    public QuotaStore? QuotaStore { get; set; }

    /// <summary>Gets or sets how long one attempt may take.</summary>
    /// <value>The default is 35 seconds. Above zero, at most 10 minutes.</value>
    /// <remarks>When it passes, the attempt counts as failed without an answer, and may be repeated within <see cref="TotalTimeout"/> if that is safe.</remarks>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(35);

    /// <summary>Gets or sets how long a call may go on being repeated after failures that pass; waiting for the quota is not counted.</summary>
    /// <value>The default is 3 minutes. Not below <see cref="AttemptTimeout"/>, at most 1 hour.</value>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Gets or sets the largest number of attempts of one call that may fail in a way that passes.</summary>
    /// <value>The default is 6. At least 1, which never repeats.</value>
    public int MaximumAttempts { get; set; } = 6;

    /// <summary>Gets or sets a value indicating whether the tenant counts the records to pass over in a query from one.</summary>
    /// <value>The default is false: from zero, as every known client does. One page of the vendor has a second page begin at 5001.</value>
    /// <remarks>Only queries with an order of their own, or that skip records, count at all.</remarks>
    public bool OffsetCountsFromOne { get; set; }

    /// <summary>Gets or sets when two company keys are the same.</summary>
    /// <value>The default is <see cref="KeyComparison.Ordinal"/>. Assumed: the vendor does not say how it compares names.</value>
    public KeyComparison CompanyKeyComparison { get; set; }

    /// <summary>Gets or sets what becomes of a record whose key several companies have.</summary>
    /// <value>The default is <see cref="GainsightMultipleMatches.Reject"/>.</value>
    public GainsightMultipleMatches MultipleMatches { get; set; }

    /// <summary>Gets or sets how fields are resolved that are looked up while writing.</summary>
    /// <value>The default rejects a record unless exactly one match is found.</value>
    public GainsightLookupOptions Lookups { get; set; } = new();

    /// <summary>Gets or sets the number of batches that a sync may have in flight.</summary>
    /// <value>The default is 4. At least 1.</value>
    public int MaximumParallelBatches { get; set; } = 4;

    /// <summary>Gets or sets how long the fields of an object are remembered.</summary>
    /// <value>The default is 10 minutes. Zero or more.</value>
    public TimeSpan FieldsLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how long a run may trust the company keys that it read in bulk at its start.</summary>
    /// <value>The default is 1 hour. Zero or more; zero asks for each batch.</value>
    /// <remarks>A company that somebody else creates meanwhile may be created a second time, as with every upsert that a service does not do itself.</remarks>
    public TimeSpan KnownKeysLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets how long the Gainsight IDs of companies and relationships are remembered that persons refer to by name.</summary>
    /// <value>The default is 10 minutes. Zero or more; zero asks each time.</value>
    public TimeSpan ReferencesLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets where the relationships of a person stand in the call.</summary>
    /// <value>The default is <see cref="GainsightRelationshipShape.InsideCompany"/>. Assumed: the vendor publishes no sample, so neither shape is verified.</value>
    public GainsightRelationshipShape RelationshipShape { get; set; }

    /// <summary>Gets or sets a value indicating whether custom objects that the metadata does not call transactional are taken to be of high volume, which cannot be written.</summary>
    /// <value>The default is true. Assumed: the vendor's word for objects of low volume used to be "transactional", and the flag still bears that name.</value>
    public bool RequireTransactionalObjects { get; set; } = true;

    internal GainsightClientOptions Copy()
    {
        var copy = (GainsightClientOptions)MemberwiseClone();
        copy.Lookups = Lookups.Copy();
        copy.OAuth = OAuth?.Copy();
        return copy;
    }

    /// <summary>Returns the address to call; the options must be valid.</summary>
    internal Uri Address()
    {
        if (BaseAddress is not null)
            return BaseAddress.AbsoluteUri.EndsWith('/') ? BaseAddress : new(BaseAddress.AbsoluteUri + '/');
        return GainsightAddress.TryParse(Domain, out var address) is null ? address! : throw new InvalidOperationException("The domain is not valid.");
    }

    /// <summary>Returns the type only: a key must not slip into a log.</summary>
    public override string ToString() => nameof(GainsightClientOptions);
}
