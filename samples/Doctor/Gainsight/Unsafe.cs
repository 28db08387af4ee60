namespace Doctor.Gainsight;

/// <summary>What cannot be found out without harm.</summary>
public sealed class Unsafe(string name, string why) : Check
{
    public override string Title => name;

    public override Task<Finding> FindAsync(Session session) => Task.FromResult(Finding.CouldNotTell(why));
}
