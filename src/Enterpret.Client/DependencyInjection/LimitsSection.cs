using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Enterpret.Client;

/// <summary>Limits in a configuration, by name or by number: the binder knows no names, and does not set what cannot be changed later.</summary>
internal static class LimitsSection
{
    /// <exception cref="InvalidOperationException">There are no limits of the name, or a number is none.</exception>
    public static void Apply(IConfigurationSection section, EnterpretClientOptions options)
    {
        var limits = section.GetSection($"{nameof(options.Feedback)}:{nameof(options.Feedback.Limits)}");
        if (!limits.Exists() || options.Feedback is not { } feedback)
            return;

        feedback.Limits = limits.Value is { } name
            ? Named(name, limits.Path)
            : feedback.Limits with
            {
                RequestsPerMinute = Number(limits, nameof(EnterpretLimits.RequestsPerMinute)) ?? feedback.Limits.RequestsPerMinute,
                MaximumRecords = Number(limits, nameof(EnterpretLimits.MaximumRecords)) ?? feedback.Limits.MaximumRecords,
                MaximumBytes = Number(limits, nameof(EnterpretLimits.MaximumBytes)) ?? feedback.Limits.MaximumBytes,
            };
    }

    private static EnterpretLimits Named(string name, string path) => name.ToUpperInvariant() switch
    {
        "CONSERVATIVE" => EnterpretLimits.Conservative,
        "DOCUMENTED2026" => EnterpretLimits.Documented2026,
        _ => throw new InvalidOperationException(
            $"{path}: there are no limits called '{name}'. Use {nameof(EnterpretLimits.Conservative)}, "
            + $"{nameof(EnterpretLimits.Documented2026)}, or a section with numbers."),
    };

    private static int? Number(IConfigurationSection limits, string option) => limits[option] is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new InvalidOperationException($"{limits.Path}:{option}: '{text}' is not a whole number.");
}
