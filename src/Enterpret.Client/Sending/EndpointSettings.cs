namespace Enterpret.Client;

/// <summary>What tells Enterpret's endpoints apart.</summary>
/// <param name="Root">The name of the list in the body.</param>
/// <param name="Path">The path.</param>
/// <param name="KeyOption">The option that holds the key.</param>
/// <param name="Key">The key, if it is fixed.</param>
/// <param name="KeyProvider">What gives the key, if it changes.</param>
/// <param name="Limits">The limits of the key.</param>
internal sealed record EndpointSettings(
    string Root, string Path, string KeyOption, string? Key, Func<CancellationToken, ValueTask<string>>? KeyProvider, EnterpretLimits Limits)
{
    // "At most 15 users or accounts", https://helpcenter.enterpret.com/en/articles/8611269-syncing-users-and-accounts.
    private const int MaximumEntities = 15;

    // "At most 100 ids", readers' notes of https://helpcenter.enterpret.com/en/articles/9167288-user-privacy-api.
    private const int MaximumIds = 100;

    public const string AccountsRoot = "accounts";

    public static EndpointSettings Users(EnterpretClientOptions options) =>
        new("users", "/webhook/users/custom", nameof(options.UsersApiKey), options.UsersApiKey, options.UsersApiKeyProvider, EntityLimits(options));

    public static EndpointSettings Accounts(EnterpretClientOptions options) =>
        new(AccountsRoot, "/webhook/accounts/custom", nameof(options.AccountsApiKey), options.AccountsApiKey, options.AccountsApiKeyProvider, EntityLimits(options));

    public static EndpointSettings Feedback(EnterpretClientOptions options) =>
        new("records", "/webhook/custom/all", $"{nameof(options.Feedback)}.{nameof(options.Feedback.ApiKey)}",
            options.Feedback.ApiKey, options.Feedback.ApiKeyProvider, options.Feedback.Limits);

    public static EndpointSettings Privacy(EnterpretClientOptions options) =>
        new("ids", "/webhook/delete/custom", nameof(options.PrivacyApiKey), options.PrivacyApiKey, options.PrivacyApiKeyProvider,
            EnterpretLimits.Conservative with { RequestsPerMinute = options.PrivacyRequestsPerMinute, MaximumRecords = MaximumIds });

    // A record holds a key here: its text must not.
    public override string ToString() => Root;

    private static EnterpretLimits EntityLimits(EnterpretClientOptions options) => EnterpretLimits.Conservative with
    {
        RequestsPerMinute = options.EntityRequestsPerMinute,
        MaximumRecords = MaximumEntities,
    };
}
