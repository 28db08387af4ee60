using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Mapping;

/// <summary>What becomes of a source record on its way to the destination.</summary>
public sealed class MappingTests
{
    [Fact]
    public async Task Columns_constants_and_computed_values_reach_their_fields()
    {
        var sync = new TestSync("id", "first", "last", "arr", "unused")
        {
            Map = sync => sync.Key("id", "Id").Map("arr", "Arr").MapConstant("Tier", "gold")
                .MapComputed("Name", record => $"{record["first"].ToText()} {record["last"].ToText()}"),
        };
        sync.Source.Add(5, "Ada", "Lovelace", " 12.50 ", "x");

        await sync.RunCompletedAsync();

        Assert.Equal(
            new() { ["Id"] = "5", ["Arr"] = "12.5", ["Tier"] = "gold", ["Name"] = "Ada Lovelace" },
            sync.Destination.Stored["5"]);
    }

    [Fact]
    public async Task Null_clears_a_field_and_absent_leaves_it_alone()
    {
        var sync = new TestSync("id", "name", "arr");
        sync.Source.Add("a", FieldValue.Null, FieldValue.Absent);

        await sync.RunCompletedAsync();

        Assert.Equal(new() { ["Id"] = "a", ["Name"] = "<null>" }, sync.Destination.Stored["a"]);
    }

    [Fact]
    public async Task A_computed_value_that_throws_makes_its_record_invalid_and_tells_no_value()
    {
        var sync = new TestSync("id", "name")
        {
            Map = sync => sync.Key("id", "Id").MapComputed("Name", record =>
                record["name"].ToText() == "canary" ? throw new FormatException("cannot read canary") : record["name"]),
        };
        sync.Source.Add("a", "fine");
        sync.Source.Add("b", "canary");

        var result = await sync.RunCompletedAsync();

        var issue = Assert.Single(result.Issues);
        Assert.Equal((RecordIssueKind.Invalid, "b"), (issue.Kind, issue.Key));
        Assert.Equal((SyncErrorCodes.ComputeFailed, "Name"), (issue.Problem.Code, issue.Problem.Field));
        Assert.Contains(nameof(FormatException), issue.Problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", issue.Problem.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], sync.TakeSent());
    }

    [Fact]
    public async Task A_lookup_reaches_the_destination_as_text_with_the_field_it_is_looked_up_by()
    {
        var sync = new TestSync("id", "owner") { Map = sync => sync.Key("id", "Id").MapLookup("owner", "Csm", by: "EmployeeNumber") };
        sync.Source.Add("a", 17);

        await sync.RunCompletedAsync();

        Assert.Equal("EmployeeNumber", sync.Destination.LastPlan!.Fields[1].LookupBy);
        Assert.Equal("17", sync.Destination.Stored["a"]["Csm"]);
    }

    [Theory]
    [InlineData("arr", "Arr", "12,5", SyncErrorCodes.CastFailed)]
    [InlineData("active", "Active", "perhaps", SyncErrorCodes.CastFailed)]
    [InlineData("since", "Since", "31.12.2024", SyncErrorCodes.CastFailed)]
    [InlineData("tier", "Tier", "platinum", SyncErrorCodes.NotAllowed)]
    [InlineData("tier", "Tier", "Gold", SyncErrorCodes.NotAllowed)]
    public async Task A_value_that_does_not_fit_its_field_makes_the_record_invalid(string column, string field, string value, string code)
    {
        var sync = new TestSync("id", column) { Map = sync => sync.Key("id", "Id").Map(column, field) };
        sync.Source.Add("a", value);
        sync.Source.Add("b", FieldValue.Null);

        var result = await sync.RunCompletedAsync();

        var issue = Assert.Single(result.Issues);
        Assert.Equal(("a", code, field), (issue.Key, issue.Problem.Code, issue.Problem.Field));
        Assert.DoesNotContain(value, issue.Problem.Message, StringComparison.Ordinal);
        Assert.Equal((2, 1, 1), (result.SourceRecordCount, result.SourceRecordInvalids, result.SourceRecordUpdates));
        Assert.Equal(["b"], sync.TakeSent());
    }

    [Fact]
    public async Task Length_counts_utf16_units()
    {
        var sync = new TestSync("id", "name") { Map = sync => sync.Key("id", "Id").Map("name", "Name") };
        sync.Source.Add("fits", string.Concat(Enumerable.Repeat("😀", 20)));
        sync.Source.Add("too long", string.Concat(Enumerable.Repeat("😀", 20)) + "x");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(("too long", SyncErrorCodes.TooLong), (result.Issues[0].Key, result.Issues[0].Problem.Code));
        Assert.Equal(["fits"], sync.TakeSent());
    }

    [Fact]
    public async Task Elements_of_a_list_are_checked_like_single_values()
    {
        var sync = new TestSync("id", "tags") { Map = sync => sync.Key("id", "Id").Map("tags", "Tags") };
        sync.Source.Add("fine", FieldValue.FromArray(["a", "b"]));
        sync.Source.Add("one", "c");
        sync.Source.Add("long", FieldValue.FromArray(["a", "longer than ten"]));

        var result = await sync.RunCompletedAsync();

        Assert.Equal(("long", SyncErrorCodes.TooLong), (result.Issues[0].Key, result.Issues[0].Problem.Code));
        Assert.Equal(["fine", "one"], sync.TakeSent());
        Assert.Equal("""["a","b"]""", sync.Destination.Stored["fine"]["Tags"]);
        Assert.Equal("""["c"]""", sync.Destination.Stored["one"]["Tags"]);
    }

    [Fact]
    public async Task A_required_field_without_a_value_makes_the_record_invalid()
    {
        var sync = new TestSync("id", "name") { Map = sync => sync.Key("id", "Id").Map("name", "Name") };
        sync.Destination.Fields[1] = sync.Destination.Fields[1] with { IsRequired = true };
        sync.Source.Add("null", FieldValue.Null);
        sync.Source.Add("absent", FieldValue.Absent);
        sync.Source.Add("fine", "x");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["null", "absent"], result.Issues.Select(issue => issue.Key));
        Assert.All(result.Issues, issue => Assert.Equal(SyncErrorCodes.RequiredField, issue.Problem.Code));
    }

    [Fact]
    public async Task An_update_may_leave_a_required_field_alone_but_not_clear_it()
    {
        var sync = new TestSync("id", "name") { Behavior = SyncBehavior.UpdateOnly, Map = sync => sync.Key("id", "Id").Map("name", "Name") };
        sync.Destination.Fields[1] = sync.Destination.Fields[1] with { IsRequired = true };
        sync.Source.Add("null", FieldValue.Null);
        sync.Source.Add("absent", FieldValue.Absent);

        var result = await sync.RunCompletedAsync();

        Assert.Equal("null", Assert.Single(result.Issues, issue => issue.Kind == RecordIssueKind.Invalid).Key);
        Assert.Equal(["absent"], sync.TakeSent());
    }

    [Fact]
    public async Task A_field_that_is_made_on_arrival_takes_the_declared_type()
    {
        var sync = new TestSync("id", "plan", "seats")
        {
            Map = sync => sync.Key("id", "Id").Map("plan", "Plan").Map("seats", "Seats", FieldType.Integer),
        };
        sync.Destination.CanCreateFields = true;
        sync.Source.Add("a", "basic", "10");
        sync.Source.Add("b", "basic", "ten");

        var result = await sync.RunCompletedAsync();

        Assert.Equal([FieldType.Any, FieldType.Integer], sync.Destination.LastPlan!.Fields.Skip(1).Select(field => field.Field.Type));
        Assert.Equal("10", sync.Destination.Stored["a"]["Seats"]);
        Assert.Equal(("b", SyncErrorCodes.CastFailed), (result.Issues[0].Key, result.Issues[0].Problem.Code));
    }

    [Fact]
    public async Task A_field_without_a_type_takes_the_type_of_its_mapping()
    {
        var sync = new TestSync("id", "note") { Map = sync => sync.Key("id", "Id").Map("note", "Note", FieldType.Integer) };
        sync.Source.Add("a", "5.0");
        sync.Source.Add("b", "5.5");

        var result = await sync.RunCompletedAsync();

        Assert.Equal("5", sync.Destination.Stored["a"]["Note"]);
        Assert.Equal("b", Assert.Single(result.Issues).Key);
    }
}
