using FsCheck;
using FsCheck.Fluent;

namespace Census.Sync.Tests.Modelling;

/// <summary>Random sequences of edits, refusals, mapping changes, crashes and runs against a model. A sequence that fails is shrunk and printed with its seed.</summary>
public sealed class ModelTests
{
    private const int Sequences = 400;

    [Theory]
    [InlineData(SyncBehavior.UpdateOrCreate, false, false, 11)]
    [InlineData(SyncBehavior.Mirror, false, false, 12)]
    [InlineData(SyncBehavior.CreateOnly, false, false, 13)]
    [InlineData(SyncBehavior.Mirror, true, false, 14)]
    [InlineData(SyncBehavior.Append, false, false, 15)]
    [InlineData(SyncBehavior.UpdateOrCreate, false, true, 16)]
    [InlineData(SyncBehavior.Mirror, false, true, 17)]
    [InlineData(SyncBehavior.CreateOnly, false, true, 18)]
    [InlineData(SyncBehavior.Mirror, true, true, 19)]
    public void A_sync_does_what_its_model_says(SyncBehavior behavior, bool clears, bool waits, int seed) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithReplay((ulong)seed, 297),
            Prop.ForAll(Steps(forgets: behavior != SyncBehavior.Append), steps => Play(steps, behavior, clears, waits)));

    [Theory]
    [InlineData(Bug.NoNoteOfABatch, SyncBehavior.CreateOnly)] // What is created twice is there twice.
    [InlineData(Bug.JournalForgotten, SyncBehavior.UpdateOrCreate)]
    [InlineData(Bug.StalePages, SyncBehavior.UpdateOrCreate)]
    [InlineData(Bug.OneSuccessMarksABatch, SyncBehavior.UpdateOrCreate)]
    [InlineData(Bug.RefusalTakenForSuccess, SyncBehavior.UpdateOrCreate)]
    [InlineData(Bug.RefusalsForgotten, SyncBehavior.UpdateOrCreate)]
    public void The_model_notices(Bug bug, SyncBehavior behavior)
    {
        var failure = Assert.ThrowsAny<Exception>(() => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(22, 297),
            Prop.ForAll(Steps(), steps => Play(steps, behavior, bug: bug))));

        Assert.Contains("Falsifiable", failure.Message);
        Assert.Contains("shrink", failure.Message);
    }

    // What was appended is known to the destination in memory for ever, so it is not to be forgotten there.
    private static Arbitrary<Step[]> Steps(bool forgets = true)
    {
        // Edits are the most of it, and runs come often enough.
        var forgetting = forgets ? 1 : 0;
        var kinds = Gen.Frequency(
            (6, Gen.Constant(StepKind.Edit)), (2, Gen.Constant(StepKind.Remove)), (5, Gen.Constant(StepKind.Put)), (1, Gen.Constant(StepKind.Duplicate)),
            (1, Gen.Constant(StepKind.Spoil)), (2, Gen.Constant(StepKind.Refuse)), (1, Gen.Constant(StepKind.Remap)), (4, Gen.Constant(StepKind.Run)),
            (1, Gen.Constant(StepKind.FullSync)), (2, Gen.Constant(StepKind.GuardedRun)), (3, Gen.Constant(StepKind.KilledAtWrite)), (2, Gen.Constant(StepKind.KilledAtCall)),
            (2, Gen.Constant(StepKind.CutRun)), (2, Gen.Constant(StepKind.Wait)), (2, Gen.Constant(StepKind.Push)), (1, Gen.Constant(StepKind.PushKilled)),
            (1, Gen.Constant(StepKind.Replay)), (forgetting, Gen.Constant(StepKind.Forget)), (forgetting, Gen.Constant(StepKind.Recall)),
            (forgetting, Gen.Constant(StepKind.ForgetKilled)));
        var step = from kind in kinds from key in Gen.Choose(0, 11) from value in Gen.Choose(0, 2) select new Step(kind, key, value);
        return Arb.From(Gen.ArrayOf(step), Shrink);
    }

    private static IEnumerable<Step[]> Shrink(Step[] steps)
    {
        for (var length = steps.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= steps.Length; start += length)
                yield return [.. steps[..start], .. steps[(start + length)..]];
        }
    }

    private static bool Play(Step[] steps, SyncBehavior behavior, bool clears = false, bool waits = false, Bug? bug = null)
    {
        var spoilStore = bug is Bug.NoNoteOfABatch or Bug.JournalForgotten or Bug.StalePages or Bug.RefusalsForgotten
            ? (SyncStateStore store) => new SpoiltStore(store, bug.Value)
            : (Func<SyncStateStore, SyncStateStore>?)null;
        Func<List<RecordResult>, IReadOnlyList<RecordResult>>? spoilAnswer = bug switch
        {
            Bug.OneSuccessMarksABatch => results => results.Exists(IsSuccess) ? [.. results.Select(_ => results.Find(IsSuccess))] : results,
            Bug.RefusalTakenForSuccess => results => [.. results.Select(result => result.Outcome == RecordOutcome.Rejected ? RecordResult.Succeeded(RecordEffect.Updated) : result)],
            _ => null,
        };
        Task.Run(() => ModelledSync.PlayAsync(steps, behavior, clears, waits, spoilStore, spoilAnswer)).GetAwaiter().GetResult();
        return true;

        static bool IsSuccess(RecordResult result) => result.Outcome == RecordOutcome.Succeeded;
    }
}
