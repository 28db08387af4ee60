namespace Census.Sync.Abstractions.Tests.Destinations;

public sealed class RecordResultTests
{
    private static readonly RecordProblem Problem = new("too_long", "The text is longer than 10 characters.", "Name");

    [Fact]
    public void A_default_result_is_unknown_and_never_success()
    {
        Assert.Equal(RecordOutcome.Unknown, default(RecordResult).Outcome);
        Assert.Equal(RecordResult.Unknown, default);
        Assert.All(new RecordResult[3], result => Assert.Equal(RecordOutcome.Unknown, result.Outcome));
        Assert.Equal(FindOutcome.CannotTell, default(FindResult).Outcome);
    }

    [Fact]
    public void Results_carry_what_belongs_to_their_outcome()
    {
        var receipt = new RecordReceipt("job 7", DateTimeOffset.UnixEpoch);
        (RecordResult Result, RecordOutcome Outcome, RecordProblem? Problem, RecordReceipt? Receipt)[] cases =
        [
            (RecordResult.Skipped(Problem), RecordOutcome.Skipped, Problem, null), (RecordResult.Rejected(Problem), RecordOutcome.Rejected, Problem, null),
            (RecordResult.Retryable(Problem), RecordOutcome.Retryable, Problem, null), (RecordResult.Pending(receipt), RecordOutcome.Pending, null, receipt),
            (RecordResult.Deferred, RecordOutcome.Deferred, null, null), (RecordResult.Succeeded(), RecordOutcome.Succeeded, null, null),
        ];

        Assert.All(cases, one => Assert.Equal(
            (one.Outcome, one.Problem, one.Receipt, RecordEffect.NotSaid, null),
            (one.Result.Outcome, one.Result.Problem, one.Result.Receipt, one.Result.Effect, one.Result.DestinationId)));
    }

    [Fact]
    public void A_success_tells_its_effect_and_the_id()
    {
        var result = RecordResult.Succeeded(RecordEffect.Created, "1P01");

        Assert.Equal((RecordEffect.Created, "1P01"), (result.Effect, result.DestinationId));
    }

    [Fact]
    public void Results_of_the_same_content_are_equal()
    {
        Assert.Equal(RecordResult.Rejected(Problem), RecordResult.Rejected(Problem with { }));
        Assert.NotEqual(RecordResult.Rejected(Problem), RecordResult.Skipped(Problem));
        Assert.Equal(FindResult.One("a"), FindResult.One("a"));
        Assert.NotEqual(FindResult.Absent, FindResult.Many);
    }
}
