using System.Globalization;
using System.Text;
using Census.Sync.Emulators.Audit;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.Emulators.Calls;

/// <summary>The way of a call: audit, latency, key and rate, fault, commit, answer.</summary>
internal sealed class CallPipeline(
    Vendor vendor, EmulatorOptions options, AuditTrail audit, FaultScript faults, ServerClock clock, CallHooks hooks, CancellationToken stopping)
{
    public async Task HandleAsync(HttpContext http)
    {
        CallRequest request;
        try
        {
            request = await CallRequest.ReadAsync(http.Request, vendor.MaxBodyBytes).ConfigureAwait(false);
        }
        catch (IOException)
        {
            http.Abort();
            return;
        }

        Operation operation = vendor.Match(request);
        EmulatorCall call = Record(request, operation);
        try
        {
            await AnswerAsync(http, request, operation, call).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            http.Abort();
        }
        catch (Exception e)
        {
            // A defect of the emulator must not look like a vendor's answer. No message: it could hold field values.
            call.Fault = "emulator failed: " + e.GetType().Name;
            call.Status = StatusCodes.Status500InternalServerError;
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await http.Response.WriteAsync(call.Fault + Environment.NewLine + e.StackTrace).ConfigureAwait(false);
        }
    }

    private EmulatorCall Record(CallRequest request, Operation operation)
    {
        var call = new EmulatorCall
        {
            Time = clock.Provider.GetUtcNow(),
            Method = request.Method,
            Path = request.Path + request.QueryString,
            Route = operation.Route,
            IsWrite = operation.IsWrite,
            Records = operation.Records,
            Ids = operation.Ids,
            RequestBytes = request.BodyLength,
            Body = options.CaptureBodies ? Encoding.UTF8.GetString(request.Body) : null,
        };
        audit.Add(call, operation.Associations);
        return call;
    }

    private async Task AnswerAsync(HttpContext http, CallRequest request, Operation operation, EmulatorCall call)
    {
        using var ends = new Ending(http, stopping);
        if (clock.HasLatency)
        {
            await clock.ArriveAsync(ends.Token).ConfigureAwait(false);
        }

        faults.CommitDue();
        Fault? fault = null;
        Reply? reply = operation.IsOpen ? operation.Execute(clock.Now) : vendor.Refuse(request, operation, clock.Now);
        if (reply is null)
        {
            fault = faults.Next(call);
            reply = await ServeAsync(http, operation, call, fault, ends).ConfigureAwait(false);
        }

        if (reply is null)
        {
            http.Abort();
            return;
        }

        if (clock.HasAnswerLatency)
        {
            await clock.AnswerAsync(ends.Token).ConfigureAwait(false);
        }

        call.ErrorCode = reply.ErrorCode;
        call.Status = reply.Status;
        await WriteAsync(http, reply, fault, ends).ConfigureAwait(false);
    }

    /// <summary>Null when the connection is to be reset.</summary>
    private async Task<Reply?> ServeAsync(HttpContext http, Operation operation, EmulatorCall call, Fault? fault, Ending ends)
    {
        switch (fault?.Kind)
        {
            case FaultKind.TooManyRequests or FaultKind.ServerError or FaultKind.Unauthorized or FaultKind.ResultFalse:
                return vendor.Spoken(fault);
            case FaultKind.Html or FaultKind.Redirect or FaultKind.Custom:
                return Reply.From(fault);
            case FaultKind.CutBeforeCommit:
                return null;
            case FaultKind.CommitAfterCut:
                // Put on record first: once the client knows of the cut, a test may release it.
                faults.CommitLater(fault, () => Execute(operation, call), stopping);
                return null;
            case FaultKind.Hang when !fault.AfterCommit:
                await faults.HoldAsync(call, fault, ends.Token).ConfigureAwait(false);
                break;
        }

        if (operation.IsWrite && hooks.BeforeCommit is { } beforeCommit)
        {
            await beforeCommit(call, ends.Token).ConfigureAwait(false);
        }

        Reply reply = Execute(operation, call);
        if (operation.IsWrite && hooks.BeforeAnswer is { } beforeAnswer)
        {
            await beforeAnswer(call, ends.Token).ConfigureAwait(false);
        }

        switch (fault?.Kind)
        {
            case FaultKind.CutAfterCommit:
                return null;
            case FaultKind.Hang when fault.AfterCommit:
                await faults.HoldAsync(call, fault, ends.Token).ConfigureAwait(false);
                return reply;
            case FaultKind.NoAcknowledgement:
                return vendor.Unacknowledged(reply, fault.Amount);
            case FaultKind.MalformedJson:
                return reply with { Body = reply.Body.Length > 1 ? reply.Body[..(reply.Body.Length / 2)] : "{"u8.ToArray() };
            case FaultKind.OversizedBody:
                return reply with { Body = Encoding.ASCII.GetBytes("{\"result\":true,\"data\":\"" + new string('x', Math.Max(0, fault.Amount - 25)) + "\"}") };
            default:
                return reply;
        }
    }

    private Reply Execute(Operation operation, EmulatorCall call)
    {
        Reply reply = operation.Execute(clock.Now);
        call.Stored = reply.Stored;
        return reply;
    }

    private async Task WriteAsync(HttpContext http, Reply reply, Fault? fault, Ending ends)
    {
        HttpResponse response = http.Response;
        response.StatusCode = reply.Status;
        response.Headers.Date = clock.Now.ToString("r", CultureInfo.InvariantCulture);
        foreach ((string name, string value) in reply.Headers)
        {
            response.Headers[name] = value;
        }

        response.ContentLength = reply.Body.Length;
        if (reply.Body.Length > 0)
        {
            response.ContentType = reply.ContentType;
        }

        switch (fault?.Kind)
        {
            case FaultKind.SlowBody:
                for (int at = 0; at < reply.Body.Length; at += fault.Amount)
                {
                    await response.Body.WriteAsync(reply.Body.Slice(at, Math.Min(fault.Amount, reply.Body.Length - at)), ends.Token).ConfigureAwait(false);
                    await response.Body.FlushAsync(ends.Token).ConfigureAwait(false);
                    await Task.Delay(fault.Duration ?? TimeSpan.Zero, clock.Provider, ends.Token).ConfigureAwait(false);
                }

                break;
            case FaultKind.CutInBody:
                await response.Body.WriteAsync(reply.Body[..(reply.Body.Length / 2)], ends.Token).ConfigureAwait(false);
                await response.Body.FlushAsync(ends.Token).ConfigureAwait(false);
                http.Abort();
                break;
            default:
                await response.Body.WriteAsync(reply.Body).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>The token that ends a call that waits: the client left, or the emulator stops. Made when first asked for.</summary>
    private sealed class Ending(HttpContext http, CancellationToken stopping) : IDisposable
    {
        private CancellationTokenSource? _source;

        public CancellationToken Token => (_source ??= CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping)).Token;

        public void Dispose() => _source?.Dispose();
    }
}
