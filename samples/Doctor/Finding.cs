namespace Doctor;

/// <summary>What a check found.</summary>
/// <param name="Value">The answer in a few words; never a field value of the tenant.</param>
/// <param name="IsKnown">Whether the check could tell.</param>
/// <param name="OptionLine">The option that is true here, as a line of C#; null if no option depends on it.</param>
public sealed record Finding(string Value, bool IsKnown = true, string? OptionLine = null)
{
    public static Finding CouldNotTell(string why) => new($"could not tell: {why}", IsKnown: false);
}
