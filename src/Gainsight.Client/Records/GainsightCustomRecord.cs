namespace Gainsight.Client;

/// <summary>A record of a custom object: nothing but its fields, by their API names.</summary>
public sealed class GainsightCustomRecord : GainsightRecord;
