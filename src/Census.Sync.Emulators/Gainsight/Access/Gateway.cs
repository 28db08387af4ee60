using System.Globalization;
using Census.Sync.Emulators.Calls;
using Census.Sync.Emulators.Limits;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>What stands in front of the APIs: caller address, key, rate.</summary>
internal sealed class Gateway
{
    private readonly GainsightEmulatorOptions _options;
    private readonly Envelope _envelope;
    private readonly Credentials _credentials;
    private Quota _calls;
    private Quota _asyncCalls;
    private Quota _userCalls;

    public Gateway(GainsightEmulatorOptions options, Envelope envelope, Credentials credentials)
    {
        _options = options;
        _envelope = envelope;
        _credentials = credentials;
        (_calls, _asyncCalls, _userCalls) = NewQuotas(options);
    }

    // One key per organisation, so one quota per tenant; tokens share it.
    public Quota Calls => _calls;

    public Reply? Refuse(CallRequest request, Operation operation, DateTimeOffset now)
    {
        if (_options.RefuseCallerAddress)
        {
            return _envelope.Gateway(403, ErrorCodes.AddressRefused, "IP Address does not lie in range of whitelisted ips");
        }

        if (operation.Route == "token")
        {
            return null;
        }

        if (!_credentials.Allows(request.Headers, now))
        {
            return Unauthorized();
        }

        if (_options.RejectUnknownHeaders && Headers.FindUnknown(request.Headers, "Accesskey", "Authorization") is not null)
        {
            return _envelope.Failure(400, ErrorCodes.InvalidHeaders, "Invalid authorization headers", static json => json.WriteNullValue());
        }

        Quota quota = operation.Route switch { "person_async" => _asyncCalls, "users" => _userCalls, _ => _calls };
        QuotaVerdict verdict = quota.TryTake(now);
        return verdict.Granted ? null : TooManyRequests(_options.ThrottleRetryAfter ? verdict.RetryAfter : null);
    }

    public Reply Unauthorized() => _envelope.Gateway(401, ErrorCodes.Unauthorized, "Unauthorized");

    public Reply TooManyRequests(TimeSpan? retryAfter)
    {
        Reply reply = _envelope.Gateway(_options.ThrottleStatus, _options.ThrottleCode, "Too many requests");
        return retryAfter is { } wait
            ? reply with { Headers = [("Retry-After", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture))] }
            : reply;
    }

    public void Reset() => (_calls, _asyncCalls, _userCalls) = NewQuotas(_options);

    private static (Quota, Quota, Quota) NewQuotas(GainsightEmulatorOptions options)
    {
        var random = new Random(options.Seed ^ 0x3C6E);
        TimeSpan minute = TimeSpan.FromMinutes(1), hour = TimeSpan.FromHours(1), day = TimeSpan.FromDays(1);
        TimeSpan minutePhase = options.RandomWindowPhase ? minute * random.NextDouble() : options.WindowPhase;
        TimeSpan dayPhase = options.RandomWindowPhase ? day * random.NextDouble() : options.DayWindowPhase;
        RateWindowKind kind = options.WindowKind;
        return (
            new Quota(options.CountRefusedCalls, new RateWindow(options.CallsPerMinute, minute, kind, minutePhase), new RateWindow(options.CallsPerDay, day, kind, dayPhase)),
            new Quota(options.CountRefusedCalls, new RateWindow(options.AsyncCallsPerHour, hour, kind, minutePhase), new RateWindow(options.AsyncCallsPerDay, day, kind, dayPhase)),
            new Quota(options.CountRefusedCalls, new RateWindow(options.UserCallsPerHour, hour, kind, minutePhase), new RateWindow(options.UserCallsPerDay, day, kind, dayPhase)));
    }
}
