using Census.Sync.TestUtilities;

namespace Census.Sync.Tests.Modelling;

/// <summary>What is done beside the runs to single records.</summary>
internal sealed partial class ModelledSync
{
    private static readonly RecordSchema s_columns = new(["id", "name", "arr"]);

    // A record that is pushed is not always in the source: then it is there as far as the sync is concerned until a mirror sees that it is not.
    private async Task PushAsync(ModelledRecord record)
    {
        Prepare();
        _sync.TakeSent();
        var result = await StartPushAsync(record);
        var sent = _sync.TakeSent();
        if (WasRefusedForItsMappings(result, sent))
            return;

        var (rows, isOne) = (record.IsTwice ? 2 : 1, !record.IsTwice && !record.IsTooLong);
        Assert.Equal((rows, record.IsForgotten ? rows : 0), ((int)result.SourceRecordCount, (int)result.RecordsForgotten));
        Assert.Equal(record.IsForgotten || isOne ? 0 : rows, (int)result.SourceRecordInvalids);
        Assert.DoesNotContain(sent, key => key != record.Key);
        if (isOne)
            JudgeSingle(record, sent.Contains(record.Key), result, hasRow: true);
        else
            Assert.Empty(sent);
    }

    // Everything that was refused is sent once more, whether it waits or not, and nothing else.
    private async Task ReplayAsync()
    {
        Prepare();
        _sync.TakeSent();
        var run = new SyncRunner(_sync.Store, null, _sync.Clock).ReplayAsync(_sync.Define());
        await _sync.Clock.RunUntilAsync(run);
        var (result, sent) = (await run, _sync.TakeSent());
        if (WasRefusedForItsMappings(result, sent))
            return;

        foreach (var record in _records)
        {
            var wasSent = sent.Contains(record.Key);
            if (record.Refusal is { } refusal && !(record.IsThere && !record.IsValid))
            {
                if (record.IsThere || _behavior == SyncBehavior.Mirror && (refusal.Values is null || !refusal.IsCertain))
                    JudgeSingle(record, wasSent, result, record.IsThere, isCertain: refusal.IsCertain);
                continue;
            }

            Assert.False(wasSent && !record.IsInDoubt, $"{record.Key} was sent and had not been refused.");
        }
    }

    private void JudgeSingle(ModelledRecord record, bool wasSent, SyncRunResult result, bool hasRow, bool isCertain = true)
    {
        if (record.IsForgotten)
        {
            Assert.False(wasSent, $"{record.Key} is forgotten and was sent.");
            return;
        }

        var mustBeSent = hasRow ? MustBeSent(record) : record.Refusal is { Values: null } && record.Accepted is not null;
        if (!record.IsInDoubt && !record.MissedRemapping && isCertain)
            Assert.True(mustBeSent == wasSent, $"{record.Key} was {(wasSent ? "" : "not ")}sent.");
        if (!wasSent)
        {
            if (hasRow)
                record.Refusal = Uncertain(record);
            return;
        }

        record.MissedRemapping = false;
        if (ToldOf(record, result) is { } told)
        {
            Assert.Equal((true, RecordIssueKind.Rejected), (record.IsRefused, told.Kind));
            TakeRefusal(record, told, hasRow ? record.Projection(_mapsArr) : null);
            return;
        }

        Assert.False(record.IsRefused, $"{record.Key} was refused and is not told.");
        (record.Refusal, record.IsInDoubt) = (null, false);
        if (hasRow)
        {
            AssertIsAsItsRow(record);
            record.Accepted = record.Projection(_mapsArr);
        }
        else
        {
            Assert.False(IsLeft(record), $"{record.Key} was sent and is still there.");
            record.Accepted = null;
        }

        AssertNothingIsTwice();
    }

    // A destination that refuses a deletion keeps the record: that is told and no matter of the state.
    private async Task ForgetAsync(ModelledRecord record)
    {
        Prepare();
        await StartForgetAsync(record);
        _sync.TakeSent();
        Assert.False(_sync.Destination.Stored.ContainsKey(record.Key), $"{record.Key} is forgotten and still there.");
        (record.IsForgotten, record.IsInDoubt, record.MissedRemapping) = (true, false, false);
        (record.Accepted, record.Refusal) = (null, null);
    }

    private async Task RecallAsync(ModelledRecord record)
    {
        Prepare();
        var recall = new SyncRunner(_sync.Store, null, _sync.Clock).RecallAsync(_sync.Define(), [record.Key]);
        await _sync.Clock.RunUntilAsync(recall);
        Assert.Equal(record.IsForgotten, await recall);
        record.IsForgotten = false;
    }

    private async Task<SyncRunResult> StartPushAsync(ModelledRecord record)
    {
        using var rows = new RecordBatch(s_columns, 2);
        for (var i = record.IsTwice ? 2 : 1; i > 0; i--)
            rows.Add([record.Key, record.IsTooLong ? s_tooLong : record.Name, (decimal)record.Arr]);
        var push = new SyncRunner(_sync.Store, null, _sync.Clock).PushAsync(_sync.Define(), rows);
        await _sync.Clock.RunUntilAsync(push);
        return await push;
    }

    private async Task StartForgetAsync(ModelledRecord record)
    {
        record.IsRefused = false;
        var forget = new SyncRunner(_sync.Store, null, _sync.Clock).ForgetAsync(_sync.Define(), [record.Key]);
        await _sync.Clock.RunUntilAsync(forget);
        await forget;
    }

    // A few records cannot be compared with a state that was made of other fields.
    private bool WasRefusedForItsMappings(SyncRunResult result, string[] sent)
    {
        if (result.ErrorCode == SyncErrorCodes.InvalidConfiguration)
        {
            Assert.True(_mapsArr != _mappedArr || _mayBeOfOtherFields, result.ErrorMessage);
            Assert.Empty(sent);
            return true;
        }

        Assert.Null(result.ErrorMessage);
        Assert.Equal(SyncRunStatus.Completed, result.Status);
        Assert.Equal(sent.Length, sent.Distinct().Count());
        (_mappedArr, _mayBeOfOtherFields) = (_mapsArr, false);
        return false;
    }
}
