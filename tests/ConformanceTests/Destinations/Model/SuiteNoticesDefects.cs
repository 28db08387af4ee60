using System.Reflection;

namespace Census.Sync.ConformanceTests;

/// <summary>Each test of the suite can fail: a destination with a defect does not pass it.</summary>
public sealed class SuiteNoticesDefects
{
    [Theory]
    [InlineData(ModelDefect.CallsForNothing, nameof(Suite.A_batch_without_records_makes_no_call_and_has_no_results))]
    [InlineData(ModelDefect.CallsForNothing, nameof(Suite.A_batch_of_records_without_keys_makes_no_call))]
    [InlineData(ModelDefect.MixesUpResults, nameof(Suite.The_largest_batch_has_the_result_of_each_record_in_its_place))]
    [InlineData(ModelDefect.ForgetsTheLast, nameof(Suite.The_largest_batch_has_the_result_of_each_record_in_its_place))]
    [InlineData(ModelDefect.ForgetsTheLast, nameof(Suite.A_run_of_more_than_a_batch_does_everything_once_and_the_next_nothing))]
    [InlineData(ModelDefect.TakesSilenceForSuccess, nameof(Suite.An_answer_that_is_lost_is_neither_success_nor_refusal))]
    [InlineData(ModelDefect.TakesSilenceForSuccess, nameof(Suite.After_a_run_in_which_all_fails_the_next_ends_right))]
    [InlineData(ModelDefect.TakesSilenceForRefusal, nameof(Suite.An_answer_that_is_lost_is_neither_success_nor_refusal))]
    [InlineData(ModelDefect.TakesSilenceForRefusal, nameof(Suite.After_a_run_in_which_all_fails_the_next_ends_right))]
    [InlineData(ModelDefect.SendsWithoutKeys, nameof(Suite.A_batch_of_records_without_keys_makes_no_call))]
    [InlineData(ModelDefect.SendsWithoutKeys, nameof(Suite.A_record_that_lacks_what_it_needs_is_rejected_and_the_others_go_through))]
    [InlineData(ModelDefect.RejectsTheWholeBatch, nameof(Suite.A_record_that_the_vendor_refuses_is_rejected_and_the_others_go_through))]
    [InlineData(ModelDefect.RejectsTheWholeBatch, nameof(Suite.A_refused_record_is_reported_tried_again_and_done_when_it_is_mended))]
    [InlineData(ModelDefect.NamesNoField, nameof(Suite.A_record_that_lacks_what_it_needs_is_rejected_and_the_others_go_through))]
    [InlineData(ModelDefect.BlamesRecordsForTheKey, nameof(Suite.A_wrong_key_stops_everything_and_blames_no_record))]
    [InlineData(ModelDefect.BlamesRecordsForTheKey, nameof(Suite.A_wrong_key_fails_the_run_and_leaves_everything_to_the_next))]
    [InlineData(ModelDefect.GivesUpWhenThrottled, nameof(Suite.Throttling_is_waited_for))]
    [InlineData(ModelDefect.GivesUpWhenThrottled, nameof(Suite.A_write_that_fails_once_loses_and_doubles_nothing))]
    [InlineData(ModelDefect.SaysNotWhenToGoOn, nameof(Suite.A_quota_that_stays_empty_stops_everything_and_says_when_to_go_on))]
    [InlineData(ModelDefect.SwallowsCancellation, nameof(Suite.A_call_that_stands_still_can_be_cancelled))]
    [InlineData(ModelDefect.CreatesOnUpdate, nameof(Suite.What_is_absent_is_created_updated_by_nobody_and_deleted_without_a_failure))]
    [InlineData(ModelDefect.UpdatesOnCreate, nameof(Suite.What_was_delivered_before_is_updated_deleted_and_not_created_again))]
    [InlineData(ModelDefect.UpdatesOnCreate, nameof(Suite.What_others_made_is_found_or_a_warning_says_that_it_cannot_be))]
    [InlineData(ModelDefect.FailsToDeleteWhatIsAbsent, nameof(Suite.What_is_absent_is_created_updated_by_nobody_and_deleted_without_a_failure))]
    [InlineData(ModelDefect.FailsToDeleteWhatIsAbsent, nameof(Suite.What_is_sent_twice_is_done_once))]
    [InlineData(ModelDefect.ClearsWhatIsAbsent, nameof(Suite.Null_clears_a_field_and_absent_leaves_it_or_a_warning_says_that_it_may_not))]
    [InlineData(ModelDefect.LeavesNullOut, nameof(Suite.Null_clears_a_field_and_absent_leaves_it_or_a_warning_says_that_it_may_not))]
    [InlineData(ModelDefect.ShowsWhatIsBad, nameof(Suite.What_is_shown_is_what_goes_on_the_wire_and_showing_makes_no_call))]
    [InlineData(ModelDefect.SendsToShow, nameof(Suite.What_is_shown_is_what_goes_on_the_wire_and_showing_makes_no_call))]
    [InlineData(ModelDefect.EstimatesTooMuch, nameof(Suite.A_dry_run_writes_nothing_and_its_estimate_is_what_the_run_costs))]
    [InlineData(ModelDefect.KnowsEveryObject, nameof(Suite.An_object_that_is_not_listed_is_a_mistake_of_the_configuration))]
    [InlineData(ModelDefect.TestsNothing, nameof(Suite.A_wrong_key_is_told_by_the_connection_test))]
    [InlineData(ModelDefect.ListsAFieldThatIsNone, nameof(Suite.Every_field_that_is_listed_can_be_written))]
    [InlineData(ModelDefect.ReadsNothing, nameof(Suite.What_is_read_is_what_was_written))]
    [InlineData(ModelDefect.ReadsAnother, nameof(Suite.What_is_read_is_what_was_written))]
    [InlineData(ModelDefect.ReadsWhatIsAbsent, nameof(Suite.What_is_read_is_what_was_written))]
    [InlineData(ModelDefect.ReadsNullAsEmpty, nameof(Suite.What_is_read_is_what_was_written))]
    [InlineData(ModelDefect.ReadsAnotherForm, nameof(Suite.What_is_read_is_what_was_written))]
    [InlineData(ModelDefect.ReadsAllButTheLast, nameof(Suite.Reading_everything_gives_each_record_once))]
    [InlineData(ModelDefect.ReadsAnotherForm, nameof(Suite.Every_field_that_is_read_is_read_as_it_was_written))]
    [InlineData(ModelDefect.QuotesValues, nameof(Suite.A_record_that_lacks_what_it_needs_is_rejected_and_the_others_go_through))]
    [InlineData(ModelDefect.QuotesTheKey, nameof(Suite.A_wrong_key_stops_everything_and_blames_no_record))]
    public async Task A_defect_is_noticed(ModelDefect defect, string test)
    {
        var method = typeof(Suite).GetMethod(test)!;

        var failures = 0;
        foreach (var arguments in ArgumentsOf(method))
            failures += await PassesAsync(defect, method, arguments) ? 0 : 1;

        Assert.InRange(failures, 1, int.MaxValue);
    }

    private static IEnumerable<object?[]> ArgumentsOf(MethodInfo method) => method.GetCustomAttribute<MemberDataAttribute>() is not { } data
        ? [[]]
        : ((IEnumerable<ITheoryDataRow>)typeof(Suite).GetProperty(data.MemberName, BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy)!
            .GetValue(null)!).Select(row => row.GetData());

    private static async Task<bool> PassesAsync(ModelDefect defect, MethodInfo method, object?[] arguments)
    {
        try
        {
            await using var suite = new Suite(defect);
            await suite.InitializeAsync();
            await (Task)method.Invoke(suite, arguments)!;
            return true;
        }
        catch (Exception e) when (e is Xunit.Sdk.XunitException or SyncDestinationException)
        {
            return false;
        }
    }

    private sealed class Suite : SyncDestinationConformance<ModelSubject>
    {
        public Suite(ModelDefect defect) => Subject.Defect = defect;
    }
}
