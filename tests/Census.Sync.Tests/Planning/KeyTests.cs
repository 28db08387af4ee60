using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>Which records are the same, and which have no name at all.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task A_record_without_a_key_is_invalid_and_named_by_its_position()
    {
        var sync = new TestSync();
        sync.Source.Add(FieldValue.Null, "a", 1);
        sync.Source.Add("", "b", 1);
        sync.Source.Add("fine", "c", 1);
        sync.Source.Add(" \t ", "d", "not a number");
        sync.Source.Add(FieldValue.Absent, "e", 1);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["row 1", "row 2", "row 4", "row 5"], result.Issues.Select(issue => issue.Key));
        Assert.All(result.Issues, issue => Assert.Equal((RecordIssueKind.Invalid, SyncErrorCodes.NullKey), (issue.Kind, issue.Problem.Code)));
        Assert.Equal((5, 4, 1), (result.SourceRecordCount, result.SourceRecordInvalids, result.RecordsUpdated));
    }

    [Fact]
    public async Task A_key_may_name_a_record_of_another_object()
    {
        var sync = new TestSync { Destination = new() { KeyFields = ["Owner", "Id"] } };
        sync.Destination.Fields.Add(new("Owner", FieldType.Integer) { IsIdentifier = true, LookupObject = "user" });
        sync.Map = sync => sync.Key("name", "Owner", by: "Email").Key("id", "Id").Map("arr", "Arr");
        sync.Source.Add("same", "jo@x", 1);
        sync.Source.Add("same", "al@x", 2);
        sync.Source.Add("same", FieldValue.Null, 3);

        var result = await sync.RunCompletedAsync();

        Assert.Equal((2, 1), (result.RecordsCreated, result.SourceRecordInvalids));
        Assert.Equal(["Email", null, null], sync.Destination.LastPlan!.Fields.Select(field => field.LookupBy));
        Assert.Equal([0, 1], sync.Destination.LastPlan.KeyIndexes);
        Assert.Equal(["al@x|same", "jo@x|same"], sync.Destination.Stored.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, (await sync.RunCompletedAsync()).SourceRecordUnchanged);

        sync.Map = sync => sync.Key("name", "Owner").Key("id", "Id").Map("arr", "Arr");
        Assert.Contains("key Owner\u2192Email+Id", (await sync.RunAsync()).ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_row_of_a_duplicate_key_is_sent(int rows)
    {
        var sync = new TestSync().WithRows(2);
        for (var i = 0; i < rows; i++)
            sync.Source.Add("twin", $"{i}", i);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["k0", "k1"], sync.TakeSent());
        var issue = Assert.Single(result.Issues);
        Assert.Equal(("twin", SyncErrorCodes.DuplicateKey), (issue.Key, issue.Problem.Code));
        Assert.Equal((rows + 2, rows, 2, 2), (result.SourceRecordCount, result.SourceRecordInvalids, result.SourceRecordUpdates, result.SourceRecordCreates));
        Assert.Equal(0, result.Backlog);
    }

    [Fact]
    public async Task Duplicates_are_sent_when_the_source_was_mended()
    {
        var sync = new TestSync().WithRows(1);
        sync.Source.Add("twin", "a", 1);
        sync.Source.Add("twin", "b", 2);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(1);
        sync.TakeSent();

        await sync.RunCompletedAsync();

        Assert.Equal(["twin"], sync.TakeSent());
        Assert.Equal("b", sync.Destination.Stored["twin"]["Name"]);
    }

    [Theory]
    [InlineData("name 0", "name 0")] // The first is unchanged, and so is the second.
    [InlineData("name 0", "other")]
    [InlineData("other", "name 0")]
    [InlineData("other", "another")]
    [InlineData("this name is longer than the field allows it to be", "other")]
    [InlineData("other", "this name is longer than the field allows it to be")]
    public async Task A_known_key_that_became_a_duplicate_is_not_sent_whatever_its_rows_say(string first, string second)
    {
        var sync = new TestSync().WithRows(3);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(0, 1, first);
        sync.Source.Add("k0", second, 0m);

        var result = await sync.RunCompletedAsync();

        Assert.Empty(sync.TakeSent());
        Assert.Equal((4, 2, 0, 2), (result.SourceRecordCount, result.SourceRecordUnchanged, result.SourceRecordUpdates, result.SourceRecordInvalids));
        Assert.Equal("name 0", sync.Destination.Stored["k0"]["Name"]);
    }

    [Fact]
    public async Task A_rejected_key_that_became_a_duplicate_is_not_sent_and_is_retried_afterwards()
    {
        var sync = new TestSync().WithRows(2);
        sync.Destination.Refuses = key => key == "k0";
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Add("k0", "again", 0m);

        var twice = await sync.RunCompletedAsync();
        var sentAsDuplicate = sync.TakeSent();
        sync.Source.Rows.RemoveAt(2);
        sync.Destination.Refuses = _ => false;
        var mended = await sync.RunCompletedAsync();

        Assert.Empty(sentAsDuplicate);
        Assert.Equal((0, 2, 1), (twice.SourceRecordUpdates, twice.SourceRecordInvalids, twice.SourceRecordUnchanged));
        Assert.Equal((1, 1), (mended.SourceRecordUpdates, mended.RecordsUpdated));
    }

    [Fact]
    public async Task A_key_in_doubt_that_became_a_duplicate_is_resolved_as_it_was_sent()
    {
        var sync = new TestSync().WithRows(1);
        sync.Destination.Respond = _ => RecordResult.Unknown;
        await sync.RunAsync();
        sync.Destination.Respond = _ => null;
        sync.TakeSent();
        sync.Source.Set(0, 1, "new");
        sync.Source.Add("k0", "newer", 1);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["k0"], sync.TakeSent());
        Assert.Equal("name 0", sync.Destination.Stored["k0"]["Name"]);
        Assert.Equal((2, 2, 0), (result.SourceRecordCount, result.SourceRecordInvalids, result.RecordsInDoubt));
    }

    [Fact]
    public async Task An_invalid_row_before_a_duplicate_of_a_key_in_doubt_counts_once()
    {
        var sync = new TestSync().WithRows(1);
        sync.Destination.Respond = _ => RecordResult.Unknown;
        await sync.RunAsync();
        sync.Destination.Respond = _ => null;
        sync.Source.Set(0, 2, "not a number");
        sync.Source.Add("k0", "newer", 1);

        var result = await sync.RunCompletedAsync();

        Assert.Equal((2, 2), (result.SourceRecordCount, result.SourceRecordInvalids));
    }

    [Theory]
    [InlineData("Code", "ABC", "abc", true)]
    [InlineData("Code", "abc ", "abc", false)]
    [InlineData("Mail", " Ada@Example.com ", "ada@example.COM", true)]
    [InlineData("Mail", "ada@example.com", "ada.x@example.com", false)]
    [InlineData("Id", "ABC", "abc", false)]
    public async Task Keys_are_compared_as_the_destination_does(string field, string first, string second, bool areEqual)
    {
        var sync = KeyedBy(field);
        sync.Source.Add(first);
        sync.Source.Add(second);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(areEqual ? 2 : 0, result.SourceRecordInvalids);
        Assert.Equal(areEqual ? 0 : 2, sync.TakeSent().Length);
    }

    [Fact]
    public async Task Another_spelling_of_a_known_key_is_the_same_record()
    {
        var sync = KeyedBy("Mail");
        sync.Source.Add("ada@example.com");
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(0, 0, "Ada@example.com");

        var result = await sync.RunCompletedAsync();

        Assert.Equal((0, 1), (result.SourceRecordCreates, result.SourceRecordUpdates));
    }

    [Fact]
    public async Task The_parts_of_a_composite_key_do_not_run_into_each_other()
    {
        var sync = new TestSync("id", "code")
        {
            Destination = new() { KeyFields = ["Id", "Code"] },
            Map = sync => sync.Key("id", "Id").Key("code", "Code"),
        };
        sync.Source.Add("ab", "c");
        sync.Source.Add("a", "bc");
        sync.Source.Add("a", FieldValue.Null);
        sync.Source.Add("x", "Y");
        sync.Source.Add("x", "y");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["ab|c", "a|bc"], sync.TakeSent());
        Assert.Equal(["row 3", "x | y"], result.Issues.Select(issue => issue.Key));
        Assert.Equal(3, result.SourceRecordInvalids);
    }

    [Fact]
    public async Task A_number_is_the_same_key_in_every_spelling()
    {
        var sync = KeyedBy("Number");
        sync.Source.Add("7");
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Rows[0] = [7.0m];
        await sync.RunCompletedAsync();
        sync.Source.Rows[0] = ["007"];
        await sync.RunCompletedAsync();
        var sentLater = sync.TakeSent();
        sync.Source.Add(7);
        var twice = await sync.RunCompletedAsync();

        Assert.Empty(sentLater);
        Assert.Equal(2, twice.SourceRecordInvalids);
    }

    private static TestSync KeyedBy(string field)
    {
        var sync = new TestSync("key") { Destination = new() { KeyFields = [field] }, Map = sync => sync.Key("key", field) };
        sync.Destination.Fields.RemoveAll(other => other.Name == "Id" && field != "Id");
        return sync;
    }
}
