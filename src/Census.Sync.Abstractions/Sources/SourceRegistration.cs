namespace Census.Sync;

/// <summary>A source as it is registered: how it is made, or everything that keeps it from being made.</summary>
/// <remarks>Returned by the extension methods of <see cref="SourceKinds"/>. It holds credentials and shows none.</remarks>
public sealed class SourceRegistration
{
    /// <summary>Initializes a registration.</summary>
    /// <param name="create">Makes the source, with the services of the application.</param>
    /// <param name="problems">All that is wrong with the settings, without their values: then the source is never made, and the application is told when it starts. Null for nothing.</param>
    public SourceRegistration(Func<IServiceProvider, SyncSource> create, IReadOnlyList<string>? problems = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        (Create, Problems) = (create, problems ?? []);
    }

    /// <summary>Gets what makes the source, with the services of the application.</summary>
    public Func<IServiceProvider, SyncSource> Create { get; }

    /// <summary>Gets all that is wrong with the settings, without their values.</summary>
    /// <value>Empty if the source can be made.</value>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Returns the number of problems, never a setting.</summary>
    public override string ToString() => Problems.Count == 0 ? "A source" : $"A source with {Problems.Count} problems";
}
