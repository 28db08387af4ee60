namespace Census.Sync.ConformanceTests;

public abstract partial class SyncDestinationConformance<TSubject>
{
    [Theory, MemberData(nameof(MatchingOperations))]
    public async Task What_is_sent_twice_is_done_once(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, Numbers(3));
        await SendAsync(operation, Samples(Numbers(3)));

        var again = await SendAsync(operation, RecordKnowledge.Accepted, Samples(Numbers(3)));
        var asIfNew = await SendAsync(operation, RecordKnowledge.Unknown, Samples(Numbers(3)));

        Assert.All([.. again, .. asIfNew], result => Assert.Contains(result.Outcome, (RecordOutcome[])[RecordOutcome.Succeeded, RecordOutcome.Skipped]));
        AssertDone(operation, Numbers(3));
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task What_is_absent_is_created_updated_by_nobody_and_deleted_without_a_failure(SyncOperation operation)
    {
        var result = Assert.Single(await SendAsync(operation, RecordKnowledge.Unknown, Sample(0)));

        switch (operation)
        {
            case SyncOperation.Update:
                Assert.Equal((RecordOutcome.Skipped, SyncErrorCodes.NotFound), (result.Outcome, result.Problem?.Code));
                Assert.False(IsHeld(0));
                break;
            case SyncOperation.Delete:
                Assert.Contains(result.Outcome, (RecordOutcome[])[RecordOutcome.Succeeded, RecordOutcome.Skipped]);
                Assert.NotEqual(RecordEffect.Created, result.Effect);
                AssertDone(operation, [0]);
                break;
            default:
                Assert.Equal(RecordOutcome.Succeeded, result.Outcome);
                Assert.Contains(result.Effect, (RecordEffect[])[RecordEffect.Created, RecordEffect.NotSaid]);
                AssertDone(operation, [0]);
                break;
        }
    }

    [Theory, MemberData(nameof(MatchingOperations))]
    public async Task What_was_delivered_before_is_updated_deleted_and_not_created_again(SyncOperation operation)
    {
        await SeedAsync(0);

        var result = Assert.Single(await SendAsync(operation, RecordKnowledge.Accepted, Sample(0)));

        if (operation == SyncOperation.Insert)
        {
            Assert.Equal((RecordOutcome.Skipped, SyncErrorCodes.AlreadyExists), (result.Outcome, result.Problem?.Code));
            AssertDone(operation, [0], version: 0);
        }
        else
        {
            Assert.Equal(RecordOutcome.Succeeded, result.Outcome);
            Assert.NotEqual(RecordEffect.Created, result.Effect);
            AssertDone(operation, [0]);
        }
    }

    [Theory, MemberData(nameof(MatchingOperations))]
    public async Task What_others_made_is_found_or_a_warning_says_that_it_cannot_be(SyncOperation operation)
    {
        await SeedAsync(0);
        var plan = await PlanAsync(Destination, operation);

        var result = Assert.Single(await SendAsync(operation, RecordKnowledge.Unknown, Sample(0)));

        if (!plan.Object.IsWriteOnly)
        {
            Assert.Contains(result.Outcome, (RecordOutcome[])[RecordOutcome.Succeeded, RecordOutcome.Skipped]);
            AssertDone(operation, [0], operation == SyncOperation.Insert ? 0 : 1);
        }
        else if (operation == SyncOperation.Insert)
        {
            Assert.NotEmpty(await Destination.ListWarningsAsync(plan, Cancellation));
        }
        else
        {
            Assert.Equal(operation == SyncOperation.Update ? RecordOutcome.Skipped : RecordOutcome.Succeeded, result.Outcome);
        }
    }

    [Fact]
    public async Task What_is_appended_is_there_beside_what_was()
    {
        if (!OperationsOf(Subject).Contains(SyncOperation.Append))
            return;
        await SeedAsync(0);

        var result = Assert.Single(await SendAsync(SyncOperation.Append, RecordKnowledge.Unknown, Sample(0)));

        Assert.Equal(RecordOutcome.Succeeded, result.Outcome);
        Assert.Equal(2, Subject.Held.Count(record => record.Key == Subject.KeyOf(0)));
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task What_is_in_doubt_is_there_once_afterwards(SyncOperation operation)
    {
        await SeedAsync(0);
        await SeedAsNeededAsync(operation, [1]);

        var results = await SendAsync(operation, RecordKnowledge.InDoubt, Samples([0, 1]));

        Assert.All(results, result => Assert.Contains(result.Outcome, (RecordOutcome[])[RecordOutcome.Succeeded, RecordOutcome.Skipped]));
        var isLeft = operation is SyncOperation.Insert or SyncOperation.Append && (results[0].Outcome == RecordOutcome.Skipped || !(await PlanAsync(Destination, operation)).Object.IsWriteOnly);
        AssertDone(operation, [0], isLeft ? 0 : 1);
        AssertDone(operation, [1]);
    }

    [Theory, MemberData(nameof(MatchingOperations))]
    public async Task Null_clears_a_field_and_absent_leaves_it_or_a_warning_says_that_it_may_not(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, [0, 1]);
        if (operation == SyncOperation.Upsert)
            await SeedAsync(0, 1);
        var plan = await PlanAsync(Destination, operation);

        var results = await SendAsync(
            operation,
            operation == SyncOperation.Insert ? RecordKnowledge.Unknown : RecordKnowledge.Accepted,
            Subject.Record(0, FieldValue.Null), Subject.Record(1, FieldValue.Absent));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        if (operation == SyncOperation.Delete)
        {
            AssertDone(operation, [0, 1]);
        }
        else if ((await Destination.ListWarningsAsync(plan, Cancellation)).Count == 0)
        {
            Assert.Null(Subject.Held.Single(record => record.Key == Subject.KeyOf(0)).Value);
            Assert.Equal(
                operation == SyncOperation.Insert || !Subject.HasValue ? null : Value(1, 0), Subject.Held.Single(record => record.Key == Subject.KeyOf(1)).Value);
        }
        else
        {
            Assert.Equal((true, true), (IsHeld(0), IsHeld(1)));
        }
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task A_search_tells_the_truth_or_that_it_cannot_tell(SyncOperation operation)
    {
        await SeedAsync(0, 2);
        var plan = await PlanAsync(Destination, operation);
        using var batch = Batch(plan, RecordKnowledge.InDoubt, Samples(Numbers(3)));

        var found = await Destination.FindAsync(plan, batch, Cancellation);

        Assert.Equal(3, found.Count);
        FindOutcome[] truth = [FindOutcome.One, FindOutcome.Absent, FindOutcome.One];
        for (var i = 0; i < found.Count; i++)
            Assert.Contains(found[i].Outcome, (FindOutcome[])[truth[i], FindOutcome.CannotTell]);
    }
}
