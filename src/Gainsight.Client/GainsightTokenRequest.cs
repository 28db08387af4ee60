namespace Gainsight.Client;

/// <summary>What a request for an OAuth token holds. The vendor's sample shows no body, and a public client sends one.</summary>
public enum GainsightTokenRequest
{
    /// <summary>The form <c>grant_type=client_credentials</c>, as the standard of OAuth has it.</summary>
    Form = 0,

    /// <summary>Nothing, and the content type <c>application/json</c>.</summary>
    Empty,
}
