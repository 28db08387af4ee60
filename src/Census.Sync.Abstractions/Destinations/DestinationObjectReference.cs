namespace Census.Sync;

/// <summary>Names an object of a registered destination.</summary>
/// <param name="Destination">The name the destination is registered with.</param>
/// <param name="ObjectName">The name of the object in it.</param>
public readonly record struct DestinationObjectReference(string Destination, string ObjectName)
{
    /// <summary>Returns the same object of another destination: a second account of the same vendor.</summary>
    /// <param name="destination">The name that destination is registered with.</param>
    public DestinationObjectReference In(string destination) => this with { Destination = destination };
}
