using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Options;

namespace Gainsight.Client;

/// <summary>Checks options, and reports everything that is wrong at once.</summary>
/// <param name="name">The name of the options to check; null for all.</param>
/// <param name="path">The section of the configuration that the options come from, if they do.</param>
internal sealed class GainsightClientOptionsValidator(string? name = null, string? path = null) : IValidateOptions<GainsightClientOptions>
{
    public ValidateOptionsResult Validate(string? optionsName, GainsightClientOptions options)
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
    public static List<string> FindErrors(GainsightClientOptions options)
    {
        List<string> errors = [];
        CheckAddress(options, errors);
        CheckKey(options, errors);
        AtLeast(errors, nameof(options.CallsPerMinute), options.CallsPerMinute, 1);
        AtLeast(errors, nameof(options.CallsPerDay), options.CallsPerDay, 1);
        AtLeast(errors, nameof(options.UserCallsPerHour), options.UserCallsPerHour, 1);
        AtLeast(errors, nameof(options.UserCallsPerDay), options.UserCallsPerDay, 1);
        AtLeast(errors, nameof(options.MaximumAttempts), options.MaximumAttempts, 1);
        AtLeast(errors, nameof(options.MaximumParallelBatches), options.MaximumParallelBatches, 1);
        if (!(options.QuotaShare > 0 && options.QuotaShare <= 1))
            errors.Add($"{nameof(options.QuotaShare)}: {options.QuotaShare} is not above 0 and at most 1.");
        if (options.AttemptTimeout <= TimeSpan.Zero || options.AttemptTimeout > TimeSpan.FromMinutes(10))
            errors.Add($"{nameof(options.AttemptTimeout)}: {options.AttemptTimeout} is not above zero and at most 10 minutes.");
        if (options.TotalTimeout < options.AttemptTimeout || options.TotalTimeout > TimeSpan.FromHours(1))
        {
            errors.Add($"{nameof(options.TotalTimeout)}: {options.TotalTimeout} is not between {nameof(options.AttemptTimeout)} "
                + $"({options.AttemptTimeout}) and 1 hour.");
        }

        NotNegative(errors, nameof(options.MaximumQuotaWait), options.MaximumQuotaWait);
        NotNegative(errors, nameof(options.FieldsLifetime), options.FieldsLifetime);
        NotNegative(errors, nameof(options.KnownKeysLifetime), options.KnownKeysLifetime);
        NotNegative(errors, nameof(options.ReferencesLifetime), options.ReferencesLifetime);
        if (!Enum.IsDefined(options.RelationshipShape))
            errors.Add($"{nameof(options.RelationshipShape)}: {options.RelationshipShape} is not a choice.");
        if (!Enum.IsDefined(options.CompanyKeyComparison))
            errors.Add($"{nameof(options.CompanyKeyComparison)}: {options.CompanyKeyComparison} is not a comparison.");
        if (!Enum.IsDefined(options.MultipleMatches))
            errors.Add($"{nameof(options.MultipleMatches)}: {options.MultipleMatches} is not a choice.");
        if (options.Lookups is null)
            errors.Add($"{nameof(options.Lookups)}: the options of lookups must not be null.");
        return errors;
    }

    private static void CheckAddress(GainsightClientOptions options, List<string> errors)
    {
        if (options.BaseAddress is { } address)
        {
            if (ApiAddress.FindProblem(address) is { } wrong)
                errors.Add($"{nameof(options.BaseAddress)}: {wrong}");
        }
        else if (GainsightAddress.TryParse(options.Domain, out _) is { } problem)
        {
            errors.Add($"{nameof(options.Domain)}: {problem}");
        }
    }

    private static void CheckKey(GainsightClientOptions options, List<string> errors)
    {
        var ways = (options.AccessKey is null ? 0 : 1) + (options.AccessKeyProvider is null ? 0 : 1) + (options.OAuth is null ? 0 : 1);
        if (ways == 0)
            errors.Add($"{nameof(options.AccessKey)}: an access key is required, or {nameof(options.OAuth)} instead.");
        if (ways > 1)
        {
            errors.Add($"{nameof(options.AccessKey)}: set only one of {nameof(options.AccessKey)}, {nameof(options.AccessKeyProvider)} and "
                + $"{nameof(options.OAuth)}.");
        }

        if (options.AccessKey is not null && ApiSecret.FindProblem(options.AccessKey) is { } problem)
            errors.Add($"{nameof(options.AccessKey)}: {problem}");
        if (options.OAuth is { } oauth)
            CheckOAuth(oauth, errors);
    }

    private static void CheckOAuth(GainsightOAuthOptions oauth, List<string> errors)
    {
        const string Id = $"{nameof(GainsightClientOptions.OAuth)}:{nameof(oauth.ClientId)}";
        if (ApiSecret.FindProblem(oauth.ClientId) is not null)
            errors.Add($"{Id}: the client id is missing, or holds white space or a character that a header cannot carry.");
        else if (oauth.ClientId!.Contains(':', StringComparison.Ordinal))
            errors.Add($"{Id}: the client id must hold no colon.");
        if (ApiSecret.FindProblem(oauth.ClientSecret) is { } problem)
        {
            var secret = $"{nameof(GainsightClientOptions.OAuth)}:{nameof(oauth.ClientSecret)}";
            errors.Add($"{secret}: {problem.Replace("key", "secret", StringComparison.Ordinal)}");
        }

        if (!Enum.IsDefined(oauth.TokenRequest))
            errors.Add($"{nameof(GainsightClientOptions.OAuth)}:{nameof(oauth.TokenRequest)}: {oauth.TokenRequest} is not a choice.");
    }

    private static void AtLeast(List<string> errors, string option, int value, int minimum)
    {
        if (value < minimum)
            errors.Add($"{option}: {value} is below {minimum}.");
    }

    private static void NotNegative(List<string> errors, string option, TimeSpan value)
    {
        if (value < TimeSpan.Zero)
            errors.Add($"{option}: {value} is negative.");
    }
}
