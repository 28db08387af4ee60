namespace Census.Sync.Planning;

/// <summary>A guard holds the run back before its first call.</summary>
internal sealed class GuardException(string message) : Exception(message);
