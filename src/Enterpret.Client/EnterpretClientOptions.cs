using Census.Sync;

namespace Enterpret.Client;

/// <summary>How an <see cref="EnterpretClient"/> works. Copied by its constructor; later changes have no effect.</summary>
/// <remarks>
/// Enterpret has one API key per integration, and an integration is for users, for accounts or for one source of feedback. At least one of the keys is needed;
/// the operations of the others then throw. See https://helpcenter.enterpret.com/en/articles/12131693-webhook-integration.
/// <para>
/// What a key provider throws when the first key is asked for reaches the caller as it is, and so does an <see cref="InvalidOperationException"/> for a key that no header can carry.
/// When a refused key cannot be replaced because the provider fails, the refusal is what the caller is told.
/// </para>
/// </remarks>
public sealed class EnterpretClientOptions
{
    /// <summary>Gets or sets the address of the API.</summary>
    /// <value>The default is https://api.enterpret.com. Plain http is allowed on this machine only, and for the emulator in memory.</value>
    public Uri BaseAddress { get; set; } = new("https://api.enterpret.com");

    /// <summary>Gets or sets the API key of the user integration.</summary>
    /// <value>The default is null: no users are sent, unless <see cref="UsersApiKeyProvider"/> is set.</value>
    public string? UsersApiKey { get; set; }

    /// <summary>Gets or sets what gives the API key for users, for keys that change. Asked when the key is first needed, and once more when it is refused.</summary>
    /// <value>The default is null. Not together with <see cref="UsersApiKey"/>.</value>
    public Func<CancellationToken, ValueTask<string>>? UsersApiKeyProvider { get; set; }

    /// <summary>Gets or sets the API key of the account integration.</summary>
    /// <value>The default is null: no accounts are sent, unless <see cref="AccountsApiKeyProvider"/> is set.</value>
    public string? AccountsApiKey { get; set; }

    /// <summary>Gets or sets what gives the API key for accounts, for keys that change. Asked when the key is first needed, and once more when it is refused.</summary>
    /// <value>The default is null. Not together with <see cref="AccountsApiKey"/>.</value>
    public Func<CancellationToken, ValueTask<string>>? AccountsApiKeyProvider { get; set; }

    /// <summary>Gets or sets the API key of the privacy API, which Enterpret's customer success hands out.</summary>
    /// <value>The default is null: nobody is erased, unless <see cref="PrivacyApiKeyProvider"/> is set.</value>
    public string? PrivacyApiKey { get; set; }

    /// <summary>Gets or sets what gives the API key for privacy, for keys that change. Asked when the key is first needed, and once more when it is refused.</summary>
    /// <value>The default is null. Not together with <see cref="PrivacyApiKey"/>.</value>
    public Func<CancellationToken, ValueTask<string>>? PrivacyApiKeyProvider { get; set; }

    /// <summary>Gets or sets how feedback is sent.</summary>
    /// <value>The default sends none: it has no key.</value>
    public EnterpretFeedbackOptions Feedback { get; set; } = new();

    /// <summary>Gets or sets the number of requests a minute, for users and for accounts each.</summary>
    /// <value>The default is 20. At least 1.</value>
    /// <remarks>
    /// The vendor gives no number for users and accounts; 20 is the lowest that any version of its documentation has for feedback. A request takes
    /// at most 15 of them, see https://helpcenter.enterpret.com/en/articles/8611269-syncing-users-and-accounts, and is kept within 200,000 bytes, which is
    /// assumed from feedback.
    /// </remarks>
    public int EntityRequestsPerMinute { get; set; } = 20;

    /// <summary>Gets or sets the number of requests a minute for erasing users.</summary>
    /// <value>The default is 100, which the vendor recommends not to exceed. At least 1.</value>
    /// <remarks>See https://helpcenter.enterpret.com/en/articles/9167288-user-privacy-api. A request takes at most 100 identifiers.</remarks>
    public int PrivacyRequestsPerMinute { get; set; } = 100;

    /// <summary>Gets or sets how long a record that is sent alone waits for others, to share a request with them.</summary>
    /// <value>The default is 5 milliseconds. Zero to 10 seconds; with zero a record shares only what a request under way made it wait for.</value>
    /// <remarks>
    /// Requests are scarce, and a request of 15 users costs as much as one of a single user. Each caller still has its own outcome.
    /// </remarks>
    public TimeSpan CoalescingTime { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Gets or sets the number of requests of one list, or of one sync, that may be under way at once.</summary>
    /// <value>
    /// The default is null: one for every 50 requests a minute that the key allows, at least 1 and at most 16. So the limit is reached as long as answers take about a second, at
    /// 2,000 requests a minute half a second. Otherwise at least 1.
    /// </value>
    /// <remarks>Records of one identifier are never under way twice. Enterpret documents no limit of this kind.</remarks>
    public int? MaximumParallelRequests { get; set; }

    /// <summary>Gets or sets the part of each limit that this client may use, when a key is shared with other tools.</summary>
    /// <value>The default is 1. Above 0 and at most 1.</value>
    public double QuotaShare { get; set; } = 1;

    /// <summary>Gets or sets how long a call may wait for its quota before it fails.</summary>
    /// <value>The default is 5 minutes. Zero or more.</value>
    /// <remarks>Calls of a sync wait in line behind calls of the typed methods of the same key.</remarks>
    public TimeSpan MaximumQuotaWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how the metadata of feedback is laid out.</summary>
    /// <value>The default is <see cref="EnterpretMetadataShape.Wrapped"/>.</value>
    public EnterpretMetadataShape MetadataShape { get; set; }

    /// <summary>Gets or sets how dates and points in time are sent in attributes and metadata.</summary>
    /// <value>The default is <see cref="EnterpretDateEncoding.IsoText"/>. Changing it later makes second fields in Enterpret, of the other type.</value>
    public EnterpretDateEncoding Dates { get; set; }

    /// <summary>Gets or sets what a sync that only updates does with users and accounts it never delivered before.</summary>
    /// <value>The default is <see cref="EnterpretUnknownKeys.Skip"/>.</value>
    public EnterpretUnknownKeys UnknownKeys { get; set; }

    /// <summary>Gets or sets a name of your choice for the workspace that the keys belong to.</summary>
    /// <value>The default is null: a part of the hash of a key stands for it.</value>
    /// <remarks>
    /// A sync keeps it with its state, and refuses to use the state for another workspace. Set it where keys are rolled, since the hash changes with the key.
    /// </remarks>
    public string? Workspace { get; set; }

    /// <summary>Gets or sets how long one attempt may take.</summary>
    /// <value>The default is 35 seconds: Enterpret's gateway is said to give up after 29. Above zero, at most 10 minutes.</value>
    /// <remarks>When it passes, the attempt counts as failed without an answer and may be repeated within <see cref="TotalTimeout"/>.</remarks>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(35);

    /// <summary>Gets or sets how long a request may go on being repeated after failures that pass; waiting for the quota is not counted.</summary>
    /// <value>The default is 3 minutes. Not below <see cref="AttemptTimeout"/>, at most 1 hour.</value>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Gets or sets the largest number of attempts of one request that may fail in a way that passes.</summary>
    /// <value>The default is 6. At least 1, which never repeats.</value>
    public int MaximumAttempts { get; set; } = 6;

    /// <summary>Gets or sets where the use of the quotas is kept.</summary>
    /// <value>The default is null: the store of the application's services if it has one, else in memory. A store stays its owner's to dispose.</value>
    public QuotaStore? QuotaStore { get; set; }

    internal bool HasUsersKey => UsersApiKey is not null || UsersApiKeyProvider is not null;

    internal bool HasAccountsKey => AccountsApiKey is not null || AccountsApiKeyProvider is not null;

    internal bool HasPrivacyKey => PrivacyApiKey is not null || PrivacyApiKeyProvider is not null;

    internal EnterpretClientOptions Copy()
    {
        var copy = (EnterpretClientOptions)MemberwiseClone();
        copy.Feedback = Feedback.Copy();
        return copy;
    }

    /// <summary>Returns the type only: a key must not slip into a log.</summary>
    public override string ToString() => nameof(EnterpretClientOptions);
}
