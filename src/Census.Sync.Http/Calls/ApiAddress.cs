using System.Net;

namespace Census.Sync.Http;

/// <summary>Checks addresses that a key is sent to.</summary>
public static class ApiAddress
{
    /// <summary>Says why a key must not be sent to an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>
    /// What is wrong; null for <c>https</c>, and for <c>http</c> on this machine (<c>localhost</c>, names that end in it, loopback addresses), where
    /// emulators listen and nobody can read along.
    /// </returns>
    public static string? FindProblem(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri)
            return "The address must begin with https://.";
        if (address.UserInfo.Length > 0)
            return "The address must not hold a user name or password.";
        if (address.Query.Length > 0 || address.Fragment.Length > 0)
            return "The address must have neither a query nor a fragment.";
        if (address.Scheme == Uri.UriSchemeHttps)
            return null;
        return address.Scheme == Uri.UriSchemeHttp && IsThisMachine(address)
            ? null
            : "The address must begin with https://; http:// is allowed on this machine only, since the key would be readable on the way.";
    }

    private static bool IsThisMachine(Uri address) => address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
        ? IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip)
        : address.IsLoopback || address.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
