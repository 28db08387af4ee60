namespace Doctor;

/// <summary>One question about a tenant.</summary>
/// <typeparam name="TSession">What the checks of one run share.</typeparam>
public abstract class Check<TSession>
{
    /// <summary>Gets the name, by which findings are compared between runs.</summary>
    public abstract string Title { get; }

    public abstract Task<Finding> FindAsync(TSession session);
}
