using System.Text.Json;

namespace Census.Sync.Emulators;

/// <summary>
/// How the Enterpret emulator behaves. Where the vendor's pages leave a question open, both answers can be chosen; the defaults are the cautious ones.
/// </summary>
/// <remarks>
/// The facts come from https://helpcenter.enterpret.com/en/articles/12131693-webhook-integration,
/// https://helpcenter.enterpret.com/en/articles/8611269-syncing-users-and-accounts and https://helpcenter.enterpret.com/en/articles/9167288-user-privacy-api.
/// </remarks>
public sealed class EnterpretEmulatorOptions : EmulatorOptions
{
    /// <summary>Gets or sets the keys.</summary>
    /// <value>The default is one key of each kind: <see cref="EnterpretEmulator.DefaultUsersKey"/>, <see cref="EnterpretEmulator.DefaultAccountsKey"/>,
    /// <see cref="EnterpretEmulator.DefaultFeedbackKey"/>, <see cref="EnterpretEmulator.DefaultPrivacyKey"/>.</value>
    public IList<EnterpretEmulatorKey> Keys { get; set; } =
    [
        new(EnterpretEmulator.DefaultUsersKey, EnterpretKeyKind.Users, "users"),
        new(EnterpretEmulator.DefaultAccountsKey, EnterpretKeyKind.Accounts, "accounts"),
        new(EnterpretEmulator.DefaultFeedbackKey, EnterpretKeyKind.Feedback, "feedback"),
        new(EnterpretEmulator.DefaultPrivacyKey, EnterpretKeyKind.Privacy, "privacy"),
    ];

    /// <summary>Gets or sets the limits.</summary>
    /// <value>The default is <see cref="EnterpretLimitProfile.Current"/>.</value>
    public EnterpretLimitProfile Profile { get; set; }

    /// <summary>Gets or sets the requests per minute and key.</summary>
    /// <value>The default is <see langword="null"/>: as the profile has it. <see cref="int.MaxValue"/> is no limit.</value>
    public int? CallsPerMinute { get; set; }

    /// <summary>Gets or sets the largest request body in bytes.</summary>
    /// <value>The default is <see langword="null"/>: 200,000. That "200 KB" means this number is assumed.</value>
    public int? MaxBodyBytes { get; set; }

    /// <summary>Gets or sets the feedback records per request.</summary>
    /// <value>The default is <see langword="null"/>: as the profile has it.</value>
    public int? MaxRecordsPerCall { get; set; }

    /// <summary>Gets or sets the users or accounts per request.</summary>
    /// <value>The default is 15.</value>
    public int MaxEntitiesPerCall { get; set; } = 15;

    /// <summary>Gets or sets the ids per privacy request.</summary>
    /// <value>The default is 100.</value>
    public int MaxIdsPerCall { get; set; } = 100;

    /// <summary>Gets or sets whether a call refused for its rate carries <c>Retry-After</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ThrottleRetryAfter { get; set; }

    /// <summary>Gets or sets whether success is answered with no body instead of <c>{}</c>.</summary>
    /// <value>The default is <see langword="false"/>. The body is not documented by the vendor.</value>
    public bool EmptySuccessBody { get; set; }

    /// <summary>Gets or sets what becomes of a bad record.</summary>
    /// <value>The default is <see cref="EnterpretValidation.Strict"/>.</value>
    public EnterpretValidation Validation { get; set; }

    /// <summary>Gets or sets what becomes of a feedback record whose id was sent before.</summary>
    /// <value>The default is <see cref="EnterpretDuplicates.Skip"/>.</value>
    public EnterpretDuplicates Duplicates { get; set; }

    /// <summary>Gets or sets what becomes of the attributes of a user or account that is sent again.</summary>
    /// <value>The default is <see cref="EnterpretAttributeUpdate.Replace"/>.</value>
    public EnterpretAttributeUpdate AttributeUpdate { get; set; }

    /// <summary>Gets or sets the shape of a record's metadata.</summary>
    /// <value>The default is <see cref="EnterpretMetadataShape.Wrapped"/>.</value>
    public EnterpretMetadataShape MetadataShape { get; set; }

    /// <summary>Gets or sets whether a record's time stamp of 13 digits is taken for milliseconds.</summary>
    /// <value>The default is <see langword="true"/>; otherwise it lies in the future and is refused.</value>
    public bool ConvertMilliseconds { get; set; } = true;

    /// <summary>Gets or sets whether attributes of users and accounts may be booleans.</summary>
    /// <value>The default is <see langword="true"/>. Documented for metadata, assumed for attributes.</value>
    public bool AcceptBooleanAttributes { get; set; } = true;

    /// <summary>Gets or sets whether a property that is not part of a record fails it.</summary>
    /// <value>The default is <see langword="false"/>: it is ignored and not kept. Not documented by the vendor.</value>
    public bool RejectUnknownProperties { get; set; }

    /// <summary>Gets or sets how long after it was stored something is seen in <see cref="EnterpretEmulator.Records"/> and its sisters.</summary>
    /// <value>The default is zero; the real one was seen to take 15 minutes and more.</value>
    public TimeSpan VisibilityDelay { get; set; }

    /// <summary>Gets or sets how long after a privacy request its data is deleted.</summary>
    /// <value>The default is zero; the real one takes up to 24 hours.</value>
    public TimeSpan DeleteDelay { get; set; }

    /// <summary>Gets or sets the user attribute that holds the id of the user's account, for the cascade of a privacy request.</summary>
    /// <value>The default is <c>account_id</c>.</value>
    public string UserAccountField { get; set; } = "account_id";

    /// <summary>Gets or sets the metadata field that holds the id of a record's user.</summary>
    /// <value>The default is <c>user_id</c>.</value>
    public string RecordUserField { get; set; } = "user_id";

    /// <summary>Gets or sets the metadata field that holds the id of a record's account.</summary>
    /// <value>The default is <c>account_id</c>.</value>
    public string RecordAccountField { get; set; } = "account_id";

    internal int EffectiveCallsPerMinute => CallsPerMinute ?? (Profile == EnterpretLimitProfile.Strict ? 20 : 2_000);

    internal int EffectiveMaxBodyBytes => MaxBodyBytes ?? 200_000;

    internal int EffectiveMaxRecords => MaxRecordsPerCall ?? (Profile == EnterpretLimitProfile.Strict ? 20 : 100);

    internal EnterpretEmulatorOptions Copy()
    {
        Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(EffectiveCallsPerMinute, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(EffectiveMaxBodyBytes, 1);
        var copy = (EnterpretEmulatorOptions)MemberwiseClone();
        copy.Keys = [.. Keys];
        if (copy.Keys.Any(static key => string.IsNullOrWhiteSpace(key.Key) || string.IsNullOrWhiteSpace(key.SourceName))
            || copy.Keys.DistinctBy(static key => key.Key).Count() != copy.Keys.Count
            || copy.Keys.DistinctBy(static key => (key.Kind, key.SourceName)).Count() != copy.Keys.Count)
        {
            throw new ArgumentException("Keys must not be blank, and key and source name must be unique.");
        }

        return copy;
    }

    internal void WriteSwitches(Utf8JsonWriter json)
    {
        json.WriteString("profile", Profile.ToString());
        json.WriteNumber("callsPerMinute", EffectiveCallsPerMinute);
        json.WriteNumber("maxBodyBytes", EffectiveMaxBodyBytes);
        json.WriteNumber("maxRecordsPerCall", EffectiveMaxRecords);
        json.WriteNumber("maxEntitiesPerCall", MaxEntitiesPerCall);
        json.WriteNumber("maxIdsPerCall", MaxIdsPerCall);
        json.WriteString("windowKind", WindowKind.ToString());
        json.WriteBoolean("throttleRetryAfter", ThrottleRetryAfter);
        json.WriteBoolean("emptySuccessBody", EmptySuccessBody);
        json.WriteString("validation", Validation.ToString());
        json.WriteString("duplicates", Duplicates.ToString());
        json.WriteString("attributeUpdate", AttributeUpdate.ToString());
        json.WriteString("metadataShape", MetadataShape.ToString());
        json.WriteBoolean("convertMilliseconds", ConvertMilliseconds);
        json.WriteBoolean("acceptBooleanAttributes", AcceptBooleanAttributes);
        json.WriteBoolean("rejectUnknownProperties", RejectUnknownProperties);
        json.WriteString("visibilityDelay", VisibilityDelay.ToString("c"));
        json.WriteString("deleteDelay", DeleteDelay.ToString("c"));
    }
}
