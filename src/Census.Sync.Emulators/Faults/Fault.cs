namespace Census.Sync.Emulators;

/// <summary>One thing that goes wrong. Made with the methods of this class, put into effect by <see cref="FaultScript.Add"/>.</summary>
public sealed record Fault
{
    private Fault(FaultKind kind) => Kind = kind;

    /// <summary>Gets what goes wrong.</summary>
    public FaultKind Kind { get; }

    internal int Status { get; private init; }

    internal TimeSpan? Duration { get; private init; }

    internal bool AfterCommit { get; private init; }

    internal int Amount { get; private init; }

    internal Uri? Location { get; private init; }

    internal string Text { get; private init; } = "";

    internal string ContentType { get; private init; } = "application/json";

    /// <summary>429 with the vendor's body.</summary>
    /// <param name="retryAfter">What <c>Retry-After</c> says, in whole seconds; <see langword="null"/> sends no such header.</param>
    public static Fault TooManyRequests(TimeSpan? retryAfter = null) => new(FaultKind.TooManyRequests) { Status = 429, Duration = retryAfter };

    /// <summary>An HTML page of a gateway.</summary>
    /// <param name="status">502, 503, 504 or any other status.</param>
    public static Fault Html(int status = 502) => new(FaultKind.Html)
    {
        Status = status,
        ContentType = "text/html",
        Text = $"<html><head><title>{status}</title></head><body><center><h1>{status} Bad Gateway</h1></center></body></html>",
    };

    /// <summary>500 with the vendor's own error body; nothing is stored.</summary>
    public static Fault ServerError() => new(FaultKind.ServerError) { Status = 500 };

    /// <summary>401 with the vendor's body.</summary>
    public static Fault Unauthorized() => new(FaultKind.Unauthorized) { Status = 401 };

    /// <summary>302 to another address; nothing is stored.</summary>
    /// <param name="location">Where to.</param>
    public static Fault Redirect(Uri location) => new(FaultKind.Redirect) { Status = 302, Location = location };

    /// <summary>Any answer; nothing is stored.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its content type.</param>
    public static Fault Reply(int status, string body, string contentType = "application/json") =>
        new(FaultKind.Custom) { Status = status, Text = body, ContentType = contentType };

    /// <summary>The connection is reset and nothing is stored.</summary>
    public static Fault CutBeforeCommit() => new(FaultKind.CutBeforeCommit);

    /// <summary>The call is stored and the connection is reset before the answer.</summary>
    public static Fault CutAfterCommit() => new(FaultKind.CutAfterCommit);

    /// <summary>The connection is reset first; the call is stored later.</summary>
    /// <param name="delay">How much later by the emulator's clock; <see langword="null"/> waits for <see cref="FaultScript.ReleaseAsync"/>.</param>
    public static Fault CommitAfterCut(TimeSpan? delay = null) => new(FaultKind.CommitAfterCut) { Duration = delay };

    /// <summary>The call is stored and the connection is reset in the middle of the answer's body.</summary>
    public static Fault CutInBody() => new(FaultKind.CutInBody);

    /// <summary>The call stands still, then goes on as if nothing had happened.</summary>
    /// <param name="duration">How long; <see langword="null"/> waits for <see cref="FaultScript.ReleaseAsync"/>. A client that leaves ends the call.</param>
    /// <param name="afterCommit">Whether the call is stored before it stands still.</param>
    public static Fault Hang(TimeSpan? duration = null, bool afterCommit = false) => new(FaultKind.Hang) { Duration = duration, AfterCommit = afterCommit };

    /// <summary>The answer's body arrives a few bytes at a time.</summary>
    /// <param name="interval">The pause between two pieces.</param>
    /// <param name="bytes">The size of a piece.</param>
    public static Fault SlowBody(TimeSpan interval, int bytes = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        return new(FaultKind.SlowBody) { Duration = interval, Amount = bytes };
    }

    /// <summary>Stored, and answered with success for only the first records. With Enterpret, which acknowledges no single record, the body is empty.</summary>
    /// <param name="keep">How many of the acknowledgements are left.</param>
    public static Fault NoAcknowledgement(int keep = 0) => new(FaultKind.NoAcknowledgement) { Amount = keep };

    /// <summary>200 with <c>"result": false</c>; nothing is stored.</summary>
    /// <param name="errorCode">The code in the body.</param>
    public static Fault ResultFalse(string errorCode = "GU_1101") => new(FaultKind.ResultFalse) { Status = 200, Text = errorCode };

    /// <summary>Stored, and answered with 200 and half a JSON document.</summary>
    public static Fault MalformedJson() => new(FaultKind.MalformedJson);

    /// <summary>Stored, and answered with 200 and a body of the given size that is valid JSON.</summary>
    /// <param name="bytes">The size of the body.</param>
    public static Fault OversizedBody(int bytes) => new(FaultKind.OversizedBody) { Amount = bytes };
}
