namespace Gainsight.Client;

/// <summary>Reads a tenant's domain in the forms that people paste.</summary>
internal static class GainsightAddress
{
    private const string SharedDomain = ".gainsightcloud.com";

    /// <summary>Reads <c>acme</c>, <c>acme.gainsightcloud.com</c>, <c>https://acme.gainsightcloud.com/</c>, or a domain of the customer's own.</summary>
    /// <param name="domain">What was entered.</param>
    /// <param name="address">The address to call, with a slash at the end.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? TryParse(string? domain, out Uri? address)
    {
        address = null;
        var text = (domain ?? "").Trim();
        if (text.Length == 0)
            return "the domain of the tenant is required, acme.gainsightcloud.com for example.";
        if (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            return "the domain must not begin with http://, since the key would be readable on the way; leave the scheme out.";
        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            text = text["https://".Length..];
        text = text.TrimEnd('/').TrimEnd();
        if (text.Contains('@', StringComparison.Ordinal))
            return "the domain must not hold a user name or password.";
        if (text.IndexOfAny(['/', '?', '#', '\\']) >= 0)
            return "the domain must hold no path; leave out what follows the host name.";
        if (text.Contains(':', StringComparison.Ordinal))
            return "the domain must hold no port.";
        if (!text.Contains('.', StringComparison.Ordinal))
            text += SharedDomain;
        // What the address makes of the text is what is called: 1.2 is read as an IP address, for example.
        if (Uri.CheckHostName(text) != UriHostNameType.Dns || text.Contains('_', StringComparison.Ordinal) || text.Contains("..", StringComparison.Ordinal)
            || text.EndsWith('.')
            || !Uri.TryCreate($"https://{text.ToLowerInvariant()}/", UriKind.Absolute, out var parsed) || parsed.HostNameType != UriHostNameType.Dns)
            return "this is not the name of a host; acme.gainsightcloud.com is one.";
        if (parsed.Host == SharedDomain[1..])
            return "the domain must begin with the name of the tenant, acme.gainsightcloud.com for example.";

        address = parsed;
        return null;
    }
}
