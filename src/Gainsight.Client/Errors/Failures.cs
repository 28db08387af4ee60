using Census.Sync;

namespace Gainsight.Client;

/// <summary>Tells why a call failed, in words a person can act on. Gainsight's own texts quote field values and are not repeated.</summary>
internal static class Failures
{
    public static string Explain(GainsightReply reply, Uri address) => reply.End switch
    {
        _ when reply.Error is TokenException error => error.Message,
        CallEnd.Unauthorized when reply.UsesOAuth =>
            "Gainsight refuses the client id or the client secret, or the token that it gave for them. Check them, and that the OAuth key still exists in the tenant.",
        CallEnd.Unauthorized =>
            "Gainsight refuses the access key. Any admin can generate a new one, after which the old one is refused: Administration > Connectors 2.0 > "
            + "the connection of the connector \"Gainsight API\".",
        CallEnd.CallerRefused when reply.ErrorCode != GainsightErrorCode.AddressRefused =>
            $"{address.Host} answered with status {(int)reply.Status!}{CodeOf(reply.ErrorCode)}. Either this machine's IP address is not allowed in the connection of the connector "
            + "\"Gainsight API\", or a firewall or proxy in between refuses the call.",
        CallEnd.CallerRefused =>
            "Gainsight refuses calls from this machine's IP address. Add it to the addresses that are allowed in the connection of the connector \"Gainsight API\".",
        CallEnd.WrongAddress =>
            $"{address.Host} does not serve Gainsight's API. Use the domain at which users of your tenant log in, acme.gainsightcloud.com for example.",
        CallEnd.QuotaExhausted when reply.Status is not null =>
            "Gainsight refuses the call because there were too many, probably of this day. All integrations of the tenant share one quota: see which others run, or wait.",
        CallEnd.QuotaExhausted =>
            "The quota of Gainsight calls is used up, by this client or by others. All integrations of the tenant share one quota: see which others run, or wait.",
        CallEnd.QuotaStoreFailed => "The use of the quota cannot be kept: its store failed.",
        CallEnd.NoKey => reply.Error is InvalidOperationException error ? error.Message : "The key provider gave no access key.",
        CallEnd.NotConnected => $"No connection to {address.Host} can be made: {ReasonOf(reply.Error)}",
        CallEnd.TooLarge => "The request is larger than Gainsight takes.",
        CallEnd.NoAnswer when reply.Status is { } status && ((int)status is 408 or >= 500 || reply.Envelope.Result == false) =>
            $"Gainsight failed with status {(int)status}{CodeOf(reply.ErrorCode)}.",
        CallEnd.NoAnswer when reply is { Status: { } status, Envelope.Result: null } =>
            $"{address.Host} gave an answer of status {(int)status} that is not one of Gainsight's API. Check the domain, and proxies in between.",
        CallEnd.NoAnswer when reply.Status is { } status => $"Gainsight gave an answer of status {(int)status} that cannot be read.",
        CallEnd.NoAnswer => "Gainsight gave no complete answer.",
        _ when reply is { Status: { } status, Envelope.Result: null, ErrorCode.Value: null or "" } =>
            $"{address.Host} refused the call with status {(int)status}, and not in the way of Gainsight's API. Check the domain, and proxies in between.",
        _ => $"Gainsight refused the call{CodeOf(reply.ErrorCode)}: {RecordProblems.Describe(reply.ErrorCode)}",
    };

    public static GainsightException ToException(GainsightReply reply, Uri address)
    {
        var message = $"{reply.Operation}: {Explain(reply, address)}";
        return reply.Status is { } status && reply.End != CallEnd.QuotaExhausted
            ? new GainsightApiException(message, status, reply.ErrorCode, reply.Error)
            {
                RequestId = reply.Envelope.RequestId,
                Attempts = reply.Attempts,
                RetryAfter = reply.RetryAfter,
            }
            : new GainsightTransportException(message, reply.Error) { Attempts = reply.Attempts, RetryAfter = reply.RetryAfter };
    }

    public static SyncDestinationException ToSyncException(GainsightReply reply, Uri address, TimeProvider time) => new(
        reply.End switch
        {
            CallEnd.Unauthorized or CallEnd.CallerRefused or CallEnd.NoKey => SyncErrorCodes.Unauthorized,
            CallEnd.QuotaStoreFailed => SyncErrorCodes.StateFailed,
            CallEnd.WrongAddress => SyncErrorCodes.WrongAddress,
            CallEnd.QuotaExhausted => SyncErrorCodes.QuotaExhausted,
            CallEnd.NotConnected or CallEnd.NoAnswer => SyncErrorCodes.Unreachable,
            _ => reply.ErrorCode.Value is { Length: > 0 } code ? code : SyncErrorCodes.InvalidConfiguration,
        },
        Explain(reply, address),
        ToException(reply, address))
    {
        RetryAt = reply.RetryAfter is { } wait ? time.GetUtcNow() + wait : null,
    };

    private static string ReasonOf(Exception? error) => (error as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the name is not known. Check the domain, and whether this machine has a network and a name server.",
        HttpRequestError.SecureConnectionError => "it is not secure. Check the domain, the clock of this machine, and proxies that read along with certificates of their own.",
        HttpRequestError.ProxyTunnelError => "the proxy refuses it. Check the proxy and what it allows.",
        _ => "nothing answers there. Check the domain, the network, firewalls and proxies.",
    };

    private static string CodeOf(GainsightErrorCode code) => code.Value is { Length: > 0 } ? $" ({code})" : "";
}
