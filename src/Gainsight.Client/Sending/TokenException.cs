using System.Net;

namespace Gainsight.Client;

/// <summary>There is no OAuth token, so that a call could not be sent.</summary>
internal sealed class TokenException : Exception
{
    public TokenException(GainsightReply reply, Uri address)
        : base(MessageOf(reply, address), reply.Error)
    {
        // A call that waits for its token was not sent itself, whatever became of the request for the token.
        End = reply.End is CallEnd.Succeeded or CallEnd.NoAnswer or CallEnd.Refused or CallEnd.TooLarge ? CallEnd.NoKey : reply.End;
        Status = reply.Status;
        Envelope = reply.Envelope with { Data = default };
        RetryAfter = reply.RetryAfter;
    }

    public CallEnd End { get; }

    public HttpStatusCode? Status { get; }

    public Envelope Envelope { get; }

    public TimeSpan? RetryAfter { get; }

    private static string MessageOf(GainsightReply reply, Uri address) => reply.End switch
    {
        CallEnd.Unauthorized => Failures.Explain(reply, address),
        CallEnd.Refused => $"Gainsight refuses to give a token, with status {(int)reply.Status!}. Check the client id and the client secret, and whether the "
            + "tenant wants another form of the request.",
        CallEnd.NoAnswer when reply.Status is { } status && (int)status < 300 => "Gainsight's answer holds no token that can be used.",
        _ => "No token can be had. " + Failures.Explain(reply, address),
    };
}
