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
        if (options.AccessKey is null && options.AccessKeyProvider is null)
            errors.Add($"{nameof(options.AccessKey)}: an access key is required.");
        if (options.AccessKey is not null && options.AccessKeyProvider is not null)
            errors.Add($"{nameof(options.AccessKey)}: a key and a key provider are both set; set one of them.");
        if (options.AccessKey is not null && ApiSecret.FindProblem(options.AccessKey) is { } problem)
            errors.Add($"{nameof(options.AccessKey)}: {problem}");
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
