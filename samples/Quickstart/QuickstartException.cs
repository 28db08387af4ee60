namespace Quickstart;

/// <summary>Something that the user can mend; the message says how.</summary>
public sealed class QuickstartException(string message) : Exception(message);
