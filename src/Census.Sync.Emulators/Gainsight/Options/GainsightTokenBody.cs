namespace Census.Sync.Emulators;

/// <summary>Which body a request for an OAuth token may have. The vendor's sample has none; a public client sends the form.</summary>
public enum GainsightTokenBody
{
    /// <summary>None, or the form <c>grant_type=client_credentials</c>.</summary>
    Any = 0,

    /// <summary>The form only.</summary>
    Form,

    /// <summary>None only.</summary>
    Empty,
}
