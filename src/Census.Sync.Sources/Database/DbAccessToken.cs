namespace Census.Sync.Sources;

/// <summary>A token that stands for a password for a while.</summary>
/// <param name="Token">The token.</param>
/// <param name="ExpiresAt">When it ends; null if that is not known: then each connection asks for one.</param>
public sealed record DbAccessToken(string Token, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>Returns when it expires, never the token.</summary>
    public override string ToString() => ExpiresAt is { } end ? $"token that expires at {end:O}" : "token";
}
