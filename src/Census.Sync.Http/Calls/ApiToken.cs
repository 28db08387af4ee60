namespace Census.Sync.Http;

/// <summary>A key or token, and for how long it holds.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Lifetime">How long it holds from the moment it was asked for; null if until it is refused.</param>
public readonly record struct ApiToken(string Value, TimeSpan? Lifetime = null)
{
    /// <summary>Returns three asterisks.</summary>
    public override string ToString() => "***";
}
