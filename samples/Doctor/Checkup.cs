using Gainsight.Client;

namespace Doctor;

/// <summary>Runs checks, so that one that cannot tell does not end the others.</summary>
internal static class Checkup
{
    /// <summary>Gets how long removing what was created may take: the quota of a minute may be used up.</summary>
    public static TimeSpan CleanUpTime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Asks a question; an answer of no use becomes a finding that says why.</summary>
    public static async Task<Finding> SafelyAsync(Func<Task<Finding>> find)
    {
        try
        {
            return await find();
        }
        catch (Exception error) when (error is GainsightException or DoctorException)
        {
            return Finding.CouldNotTell(error.Message);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            // An answer of a form that nobody saw before. Its text could quote values.
            return Finding.CouldNotTell("the answer has another form");
        }
    }
}
