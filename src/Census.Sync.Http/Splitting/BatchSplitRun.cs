namespace Census.Sync.Http;

// One batch on its way. `_untried` holds the positions nothing is known of, in the order they are tried.
internal sealed class BatchSplitRun(
    int count, Func<ReadOnlyMemory<int>, CancellationToken, ValueTask<BatchAnswer>> send, int giveUpAfter)
{
    // How strongly to believe that a record is good before any was seen: as if this many had passed.
    private const double PriorGood = 25;
    private List<int> _untried = [.. Enumerable.Range(0, count)];
    private int _largest = int.MaxValue;
    private int _accepted;
    private int _isolated;
    private int _alike;
    private RecordProblem? _lastReason;
    private bool _isOver;

    public BatchSplit Result { get; } = new(count);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        while (_untried.Count > 0 && !_isOver)
        {
            var part = TakeUntried();
            var answer = await SendAsync(part, cancellationToken).ConfigureAwait(false);
            await HandleAsync(part, answer, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask HandleAsync(int[] part, BatchAnswer answer, CancellationToken cancellationToken)
    {
        switch (answer.Verdict)
        {
            case BatchVerdict.TooLarge when part.Length > 1:
                _largest = (part.Length + 1) / 2;
                _untried.InsertRange(0, part);
                break;
            case BatchVerdict.TooLarge:
                Result.Reject(part[0], answer.Reason!);
                NoteRefusal(answer.Reason!);
                break;
            case BatchVerdict.Refused when RejectNamed(part, answer.Named):
                break;
            case BatchVerdict.Refused:
                await IsolateAsync(part, answer.Reason!, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    // At least one of the part is bad. Ends with one rejected and the others taken or untried again.
    private async ValueTask IsolateAsync(int[] part, RecordProblem reason, CancellationToken cancellationToken)
    {
        // Bad records often stand together. Far apart they are told from a batch that is bad as a whole.
        Spread(part);
        while (part.Length > 1)
        {
            var half = part[..(part.Length / 2)];
            var rest = part[half.Length..];
            var answer = await SendAsync(half, cancellationToken).ConfigureAwait(false);
            switch (answer.Verdict)
            {
                case BatchVerdict.Accepted:
                    part = rest;
                    break;
                case BatchVerdict.Halted:
                    return;
                case BatchVerdict.Refused when answer.Named.Count == 0:
                    _untried.AddRange(rest);
                    (part, reason) = (half, answer.Reason!);
                    break;
                default:
                    _untried.AddRange(rest);
                    await HandleAsync(half, answer, cancellationToken).ConfigureAwait(false);
                    return;
            }
        }

        Result.Reject(part[0], reason);
        _isolated++;
        NoteRefusal(reason);
    }

    private async ValueTask<BatchAnswer> SendAsync(int[] part, CancellationToken cancellationToken)
    {
        Result.Calls++;
        var answer = await send(part, cancellationToken).ConfigureAwait(false);
        if (answer.Verdict == BatchVerdict.Accepted)
        {
            _accepted += part.Length;
            Result.Set(part, BatchFate.Accepted);
        }
        else if (answer.Verdict == BatchVerdict.Halted)
        {
            _isOver = true;
            Result.Set(part, BatchFate.Halted);
        }

        return answer;
    }

    // Where bad records have to be searched for, with a share p of them, a part of about 0.7 / p passes as often as not, which is when its answer tells most.
    private int[] TakeUntried()
    {
        // Where none was taken yet, single records tell soonest whether all are bad.
        var best = _isolated == 0 ? int.MaxValue : _accepted == 0 ? 1 : (int)(0.7 * (_accepted + _isolated + PriorGood) / _isolated);
        var size = Math.Clamp(Math.Min(best, _largest), 1, _untried.Count);
        int[] part = [.. _untried[..size]];
        _untried.RemoveRange(0, size);
        return part;
    }

    // Drops the named records and puts the others back. False if none of them is in the part.
    private bool RejectNamed(int[] part, IReadOnlyList<KeyValuePair<int, RecordProblem>> named)
    {
        var before = part.Length;
        foreach (var (index, reason) in named)
        {
            var position = Array.IndexOf(part, index);
            if (position < 0)
                continue;
            part = [.. part[..position], .. part[(position + 1)..]];
            Result.Reject(index, reason);
        }

        if (part.Length == before)
            return false;
        _untried.InsertRange(0, part);
        NoteRefusal(named[0].Value);
        return true;
    }

    // Once for each time that a search or a call ended with something rejected.
    private void NoteRefusal(RecordProblem reason)
    {
        _alike = reason == _lastReason ? _alike + 1 : 1;
        _lastReason = reason;
        if (_accepted == 0 && giveUpAfter > 0 && _alike >= giveUpAfter && _untried.Count > 0)
            Result.NearlyAllRejected = _isOver = true;
    }

    // Puts neighbours far apart, the same way every time.
    private static void Spread(int[] part)
    {
        var step = Math.Max(1, (int)(part.Length * 0.618));
        while (GreatestCommonDivisor(step, part.Length) != 1)
            step++;
        var spread = new int[part.Length];
        for (int i = 0, at = 0; i < part.Length; i++, at = (at + step) % part.Length)
            spread[i] = part[at];
        spread.CopyTo(part, 0);
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
