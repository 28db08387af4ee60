namespace Census.Sync.SourceEmulators;

/// <summary>An application that registered nothing but a clock.</summary>
public sealed class NoServices(TimeProvider? time = null) : IServiceProvider
{
    public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? time : null;
}
