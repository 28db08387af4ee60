using Census.Sync;

namespace Gainsight.Client;

/// <summary>The objects that a sync can write to.</summary>
public static class GainsightObjects
{
    /// <summary>The name that the destination is registered with unless another is given.</summary>
    public const string DefaultDestinationName = "gainsight";

    /// <summary>The name of the companies.</summary>
    public const string CompanyName = "Company";

    /// <summary>The name of the persons.</summary>
    public const string PersonName = "Person";

    /// <summary>Gets the companies.</summary>
    public static DestinationObjectReference Company { get; } = new(DefaultDestinationName, CompanyName);

    /// <summary>Gets the persons, identified by their e-mail address.</summary>
    public static DestinationObjectReference Person { get; } = new(DefaultDestinationName, PersonName);
}
