using Census.Sync.Emulators;

namespace EndToEnd.Tests.Faults;

/// <summary>What can go wrong on the way, none of it a fault of a record.</summary>
internal static class TransportFaults
{
    public static Fault Of(string name) => name switch
    {
        "cut before the commit" => Fault.CutBeforeCommit(),
        "cut after the commit" => Fault.CutAfterCommit(),
        "commit after the cut" => Fault.CommitAfterCut(),
        "cut in the body" => Fault.CutInBody(),
        "slow drip" => Fault.SlowBody(Timeout.InfiniteTimeSpan, bytes: 1),
        "html 502" => Fault.Html(),
        "error 500" => Fault.ServerError(),
        "result false" => Fault.ResultFalse(),
        "fewer acknowledgements" => Fault.NoAcknowledgement(keep: 1),
        "empty 200" => Fault.Reply(200, ""),
        "half a document" => Fault.MalformedJson(),
        "429" or "429 in other words" or "429 inside a 200" => Fault.TooManyRequests(),
        "429 with Retry-After" => Fault.TooManyRequests(TimeSpan.FromSeconds(17)),
        "429 without a body" => Fault.Reply(429, "", "text/plain"),
        "401" => Fault.Unauthorized(),
        "413" => Fault.Reply(413, """{"msg":"x","code":"ErrCodePayloadTooLarge","referenceID":"A"}"""),
        "gateway time-out" => Fault.Html(504),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such fault."),
    };
}
