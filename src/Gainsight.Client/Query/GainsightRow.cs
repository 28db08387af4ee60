namespace Gainsight.Client;

/// <summary>A record of any object, as a query read it: its fields by the names and paths that were selected.</summary>
public sealed class GainsightRow : GainsightRecord;
