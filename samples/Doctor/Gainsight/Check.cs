namespace Doctor.Gainsight;

/// <summary>One question about a tenant.</summary>
public abstract class Check
{
    /// <summary>Gets the name, by which findings are compared between runs.</summary>
    public abstract string Title { get; }

    public abstract Task<Finding> FindAsync(Session session);
}
