using Census.Sync.Http;
using Microsoft.Extensions.Options;

namespace Enterpret.Client;

/// <summary>Checks options, and reports everything that is wrong at once.</summary>
/// <param name="name">The name of the options to check; null for all.</param>
/// <param name="path">The section of the configuration that the options come from, if they do.</param>
internal sealed class EnterpretClientOptionsValidator(string? name = null, string? path = null) : IValidateOptions<EnterpretClientOptions>
{
    private const int SmallestRequest = 1_000;

    public ValidateOptionsResult Validate(string? optionsName, EnterpretClientOptions options)
    {
        if (name is not null && name != optionsName)
            return ValidateOptionsResult.Skip;

        var errors = FindErrors(options);
        if (errors.Count == 0)
            return ValidateOptionsResult.Success;
        var prefix = path is null ? "" : path + ":";
        return ValidateOptionsResult.Fail(errors.Select(error => prefix + error));
    }

    /// <summary>Returns what is wrong, each beginning with the option's name and holding no key.</summary>
    public static List<string> FindErrors(EnterpretClientOptions options)
    {
        List<string> errors = [];
        CheckKeys(options, errors);

        if (options.BaseAddress is null)
            errors.Add($"{nameof(options.BaseAddress)}: an address is required.");
        else if (ApiAddress.FindProblem(options.BaseAddress) is { } problem)
            errors.Add($"{nameof(options.BaseAddress)}: {problem}");

        AtLeast(errors, nameof(options.EntityRequestsPerMinute), options.EntityRequestsPerMinute, 1);
        AtLeast(errors, nameof(options.PrivacyRequestsPerMinute), options.PrivacyRequestsPerMinute, 1);
        if (options.CoalescingTime < TimeSpan.Zero || options.CoalescingTime > TimeSpan.FromSeconds(10))
            errors.Add($"{nameof(options.CoalescingTime)}: {options.CoalescingTime} is not between zero and 10 seconds.");
        AtLeast(errors, nameof(options.MaximumParallelRequests), options.MaximumParallelRequests ?? 1, 1);
        AtLeast(errors, nameof(options.MaximumAttempts), options.MaximumAttempts, 1);
        if (!(options.QuotaShare > 0 && options.QuotaShare <= 1))
            errors.Add($"{nameof(options.QuotaShare)}: {options.QuotaShare} is not above 0 and at most 1.");
        if (options.MaximumQuotaWait < TimeSpan.Zero)
            errors.Add($"{nameof(options.MaximumQuotaWait)}: {options.MaximumQuotaWait} is negative.");
        if (options.AttemptTimeout <= TimeSpan.Zero || options.AttemptTimeout > TimeSpan.FromMinutes(10))
            errors.Add($"{nameof(options.AttemptTimeout)}: {options.AttemptTimeout} is not above zero and at most 10 minutes.");
        if (options.TotalTimeout < options.AttemptTimeout || options.TotalTimeout > TimeSpan.FromHours(1))
            errors.Add($"{nameof(options.TotalTimeout)}: {options.TotalTimeout} is not between {nameof(options.AttemptTimeout)} ({options.AttemptTimeout}) and 1 hour.");
        if (!Enum.IsDefined(options.MetadataShape))
            errors.Add($"{nameof(options.MetadataShape)}: {options.MetadataShape} is not a shape.");
        if (!Enum.IsDefined(options.Dates))
            errors.Add($"{nameof(options.Dates)}: {options.Dates} is not an encoding.");
        if (!Enum.IsDefined(options.UnknownKeys))
            errors.Add($"{nameof(options.UnknownKeys)}: {options.UnknownKeys} is not a choice.");
        return errors;
    }

    private static void CheckKeys(EnterpretClientOptions options, List<string> errors)
    {
        CheckKey(errors, nameof(options.UsersApiKey), options.UsersApiKey, options.UsersApiKeyProvider);
        CheckKey(errors, nameof(options.AccountsApiKey), options.AccountsApiKey, options.AccountsApiKeyProvider);
        CheckKey(errors, nameof(options.PrivacyApiKey), options.PrivacyApiKey, options.PrivacyApiKeyProvider);
        if (options.Feedback is not { } feedback)
        {
            errors.Add($"{nameof(options.Feedback)}: the options of feedback must not be null; leave out their key to send none.");
            return;
        }

        if (!options.HasUsersKey && !options.HasAccountsKey && !options.HasPrivacyKey && !feedback.HasKey)
        {
            errors.Add(
                $"{nameof(options.UsersApiKey)}, {nameof(options.AccountsApiKey)}, {nameof(options.Feedback)}:{nameof(feedback.ApiKey)} or {nameof(options.PrivacyApiKey)}: "
                + "at least one key is required.");
        }

        const string Prefix = nameof(options.Feedback) + ":";
        CheckKey(errors, Prefix + nameof(feedback.ApiKey), feedback.ApiKey, feedback.ApiKeyProvider);
        if (feedback.FileId is not null && string.IsNullOrWhiteSpace(feedback.FileId))
            errors.Add($"{Prefix}{nameof(feedback.FileId)}: it must not be blank; leave it out if each record names its own.");
        if (feedback.Limits is not { } limits)
        {
            errors.Add($"{Prefix}{nameof(feedback.Limits)}: limits are required.");
            return;
        }

        AtLeast(errors, $"{Prefix}{nameof(feedback.Limits)}:{nameof(limits.RequestsPerMinute)}", limits.RequestsPerMinute, 1);
        AtLeast(errors, $"{Prefix}{nameof(feedback.Limits)}:{nameof(limits.MaximumRecords)}", limits.MaximumRecords, 1);
        AtLeast(errors, $"{Prefix}{nameof(feedback.Limits)}:{nameof(limits.MaximumBytes)}", limits.MaximumBytes, SmallestRequest);
    }

    private static void CheckKey(List<string> errors, string option, string? key, Func<CancellationToken, ValueTask<string>>? provider)
    {
        if (key is not null && provider is not null)
            errors.Add($"{option}: a key and a key provider are both set; set one of them.");
        if (key is not null && ApiSecret.FindProblem(key) is { } problem)
            errors.Add($"{option}: {problem}");
    }

    private static void AtLeast(List<string> errors, string option, int value, int minimum)
    {
        if (value < minimum)
            errors.Add($"{option}: {value} is below {minimum}.");
    }
}
