using System.Reflection;
using Xunit.v3;

namespace Census.Sync.ConformanceTests;

public sealed class ModelSourceConformance() : SyncStatementConformance<ModelSourceSubject>(new ModelSourceSubject(SourceDefect.None));

[Collection(nameof(SourceMemory))]
public sealed class ModelSourceMemory() : SyncSourceMemory(new ModelSourceSubject(SourceDefect.None));

[CollectionDefinition(nameof(SourceMemory), DisableParallelization = true)]
public sealed class SourceMemory;

/// <summary>Each test of the suite can fail: a source with a defect does not pass it.</summary>
[Collection(nameof(SourceMemory))]
public sealed class SourceSuiteNoticesDefects
{
    [Theory]
    [InlineData(SourceDefect.DropsTheLast, nameof(Suite.Every_record_arrives_once_in_order_in_batches_of_the_size_asked_for))]
    [InlineData(SourceDefect.RepeatsAtTheSeam, nameof(Suite.Every_record_arrives_once_in_order_in_batches_of_the_size_asked_for))]
    [InlineData(SourceDefect.DeliversEmptyBatches, nameof(Suite.Every_record_arrives_once_in_order_in_batches_of_the_size_asked_for))]
    [InlineData(SourceDefect.ChoosesTheSize, nameof(Suite.Every_record_arrives_once_in_order_in_batches_of_the_size_asked_for))]
    [InlineData(SourceDefect.TakesAnyOptions, nameof(Suite.Options_that_make_no_sense_are_refused))]
    [InlineData(SourceDefect.IsCompleteAtOnce, nameof(Suite.The_end_is_known_only_after_the_last_record_and_is_complete))]
    [InlineData(SourceDefect.IsCompleteAtOnce, nameof(Suite.A_read_may_be_disposed_before_its_end_and_more_than_once))]
    [InlineData(SourceDefect.IsCompleteWhenLeft, nameof(Suite.A_read_that_is_left_early_has_no_end))]
    [InlineData(SourceDefect.FillsTooEarly, nameof(Suite.A_batch_stays_as_it_is_until_the_next_one_is_asked_for))]
    [InlineData(SourceDefect.SharesThePosition, nameof(Suite.A_source_can_be_read_again_and_twice_at_the_same_time))]
    [InlineData(SourceDefect.CanBeReadOnce, nameof(Suite.A_source_can_be_read_again_and_twice_at_the_same_time))]
    [InlineData(SourceDefect.EnumeratesAgain, nameof(Suite.The_batches_of_a_read_are_enumerated_once))]
    [InlineData(SourceDefect.FailsToDisposeTwice, nameof(Suite.A_read_may_be_disposed_before_its_end_and_more_than_once))]
    [InlineData(SourceDefect.OpensWhenCancelled, nameof(Suite.A_cancelled_token_ends_opening))]
    [InlineData(SourceDefect.SwallowsCancellation, nameof(Suite.Cancelling_in_the_middle_ends_the_enumeration_without_an_end_and_leaves_nothing_open))]
    [InlineData(SourceDefect.LeavesOpen, nameof(Suite.Cancelling_in_the_middle_ends_the_enumeration_without_an_end_and_leaves_nothing_open))]
    [InlineData(SourceDefect.LeavesOpen, nameof(Suite.A_read_may_be_disposed_before_its_end_and_more_than_once))]
    [InlineData(SourceDefect.LetsItRun, nameof(Suite.A_statement_whose_reader_is_cancelled_is_cancelled_on_the_server))]
    [InlineData(SourceDefect.SwallowsFailures, nameof(Suite.A_failure_in_the_middle_is_an_error_after_the_records_before_it_and_the_read_has_no_end))]
    [InlineData(SourceDefect.DeliversNothingBeforeAFailure, nameof(Suite.A_failure_in_the_middle_is_an_error_after_the_records_before_it_and_the_read_has_no_end))]
    [InlineData(SourceDefect.QuotesValues, nameof(Suite.A_failure_in_the_middle_is_an_error_after_the_records_before_it_and_the_read_has_no_end))]
    [InlineData(SourceDefect.LeavesOpen, nameof(Suite.A_failure_in_the_middle_is_an_error_after_the_records_before_it_and_the_read_has_no_end))]
    [InlineData(SourceDefect.FailsInItsOwnWay, nameof(Suite.A_source_that_cannot_be_read_says_why))]
    [InlineData(SourceDefect.TestsNothing, nameof(Suite.A_source_that_cannot_be_read_says_why))]
    [InlineData(SourceDefect.TestFails, nameof(Suite.A_connection_that_works_is_said_to_work))]
    [InlineData(SourceDefect.TellsAnotherSchema, nameof(Suite.The_schema_alone_is_that_of_a_read))]
    [InlineData(SourceDefect.CopiesTheSchema, nameof(Suite.The_schema_is_known_at_once_and_that_of_every_batch))]
    [InlineData(SourceDefect.KeepsTheSchema, nameof(Suite.A_schema_that_changed_is_that_of_the_next_read))]
    [InlineData(SourceDefect.KeepsTheSchema, nameof(Suite.A_column_that_vanished_is_no_column_of_the_next_read_rather_than_one_of_nulls))]
    [InlineData(SourceDefect.TrimsNames, nameof(Suite.Columns_keep_odd_names_also_those_that_differ_in_case_alone))]
    [InlineData(SourceDefect.IgnoresCase, nameof(Suite.Columns_keep_odd_names_also_those_that_differ_in_case_alone))]
    [InlineData(SourceDefect.RoundsNumbers, nameof(Suite.Every_type_keeps_its_values_at_their_extremes))]
    [InlineData(SourceDefect.TakesEmptyForNull, nameof(Suite.Every_type_keeps_its_values_at_their_extremes))]
    [InlineData(SourceDefect.TakesNullForEmpty, nameof(Suite.Null_in_each_column_is_null_and_moves_no_other_value))]
    [InlineData(SourceDefect.SkipsNulls, nameof(Suite.Null_in_each_column_is_null_and_moves_no_other_value))]
    public async Task A_defect_is_noticed(SourceDefect defect, string test)
    {
        var method = typeof(Suite).GetMethod(test)!;

        var failures = 0;
        foreach (var arguments in ArgumentsOf(method))
            failures += await PassesAsync(new Suite(defect), method, arguments) ? 0 : 1;

        Assert.InRange(failures, 1, int.MaxValue);
    }

    [Fact]
    public async Task A_source_that_holds_everything_is_noticed() => Assert.False(await PassesAsync(
        new Memory(SourceDefect.HoldsEverything), typeof(Memory).GetMethod(nameof(Memory.A_hundred_thousand_records_are_read_with_flat_memory))!, []));

    private static IEnumerable<object?[]> ArgumentsOf(MethodInfo method)
    {
        var data = method.GetCustomAttributes<InlineDataAttribute>().Select(attribute => attribute.Data).ToList();
        return data.Count == 0 ? [[]] : data;
    }

    private static async Task<bool> PassesAsync(IAsyncLifetime suite, MethodInfo method, object?[] arguments)
    {
        try
        {
            await suite.InitializeAsync();
            await (Task)method.Invoke(suite, arguments)!;
            return true;
        }
        catch (Exception e) when (e is Xunit.Sdk.XunitException or SyncSourceException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            await suite.DisposeAsync();
        }
    }

    private sealed class Suite(SourceDefect defect) : SyncStatementConformance<ModelSourceSubject>(new ModelSourceSubject(defect))
    {
        protected override TimeSpan Patience => TimeSpan.FromMilliseconds(50);
    }

    private sealed class Memory(SourceDefect defect) : SyncSourceMemory(new ModelSourceSubject(defect));
}
