using Census.Sync.Mapping;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Mapping;

/// <summary>A sync that maps every column there is, also those that come later.</summary>
public sealed class AllColumnsTests
{
    [Fact]
    public async Task Columns_that_no_mapping_names_reach_fields_of_their_name_and_new_ones_follow()
    {
        var sync = Open("id", "MAIL", "PLAN", "secret");
        sync.Map = sync => sync.Key("id", "Id").MapHash("MAIL", "Mail Hash").MapAllColumns(FieldNaming.StartCase, "secret");
        sync.Source.Add("a", "ada@example.com", "gold", "x");
        sync.Source.Add("b", "bob@example.com", "free", "x");

        await sync.RunCompletedAsync();
        var first = sync.Destination.Stored["a"].Keys.Order().ToArray();
        sync.TakeSent();
        AddColumn(sync, "SEAT_COUNT", 5);
        var added = await sync.RunCompletedAsync();
        var sent = sync.TakeSent();

        Assert.Equal(["Id", "Mail Hash", "Plan"], first);
        Assert.Equal(["a", "b"], sent.Order());
        Assert.Equal(("gold", "5"), (sync.Destination.Stored["a"]["Plan"], sync.Destination.Stored["a"]["Seat Count"]));
        Assert.Equal("The field 'Seat Count' is new to this sync. Every record is sent, changed or not.", Assert.Single(added.Warnings));
        Assert.Equal(2, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
    }

    [Fact]
    public async Task A_field_that_the_destination_does_not_declare_gets_the_type_that_is_known()
    {
        var sync = Open("id", "seats", "tags", "free");
        sync.Source.Types.AddRange([FieldType.String, FieldType.Integer, FieldType.String]);
        sync.Source.Arrays.Add("tags");
        sync.Map = sync => sync.Key("id", "Id").MapHash("id", "hash").MapMetadata(SyncMetadata.RunStartedAt, "at")
            .Map(new(MappedValue.Compound("-", MappedValue.Column("id"), MappedValue.Constant(1)), "both")).MapAllColumns(except: "id");
        sync.Source.Add("a", 5, FieldValue.FromArray(["x"]), true);

        await sync.RunCompletedAsync();

        Assert.Equal(
            [
                ("Id", FieldType.String, false), ("hash", FieldType.String, false), ("at", FieldType.DateTime, false), ("both", FieldType.String, false),
                ("seats", FieldType.Integer, false), ("tags", FieldType.String, true), ("free", FieldType.Any, false),
            ],
            sync.Destination.LastPlan!.Fields.Select(field => (field.Field.Name, field.Field.Type, field.Field.IsArray)));
    }

    [Fact]
    public async Task A_column_that_vanishes_sends_nothing()
    {
        var sync = Open("id", "name", "plan");
        sync.Map = sync => sync.Key("id", "Id").MapAllColumns();
        sync.Source.Add("a", "x", "gold");
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Columns = ["id", "name"];
        sync.Source.Rows[0] = sync.Source.Rows[0][..2];

        var result = await sync.RunCompletedAsync();
        sync.Source.Set(0, 1, "y");
        await sync.RunCompletedAsync();

        Assert.Equal(1, result.SourceRecordUnchanged);
        Assert.Equal(["a"], sync.TakeSent());
        Assert.Equal(("gold", "y"), (sync.Destination.Stored["a"]["plan"], sync.Destination.Stored["a"]["name"]));
    }

    [Fact]
    public async Task What_the_destination_does_not_take_is_left_out_with_the_reason()
    {
        var sync = new TestSync("id", "Name", "Score", "nowhere", "Arr", "arr")
        {
            Map = sync => sync.Key("id", "Id").Map("arr", "Arr").MapAllColumns(),
        };
        sync.Source.Add("a", "x", 1, 2, 3, 4);

        var report = await new SyncRunner(sync.Store).PlanAsync(sync.Define(), TestContext.Current.CancellationToken);
        await sync.RunCompletedAsync();

        Assert.True(report.CanRun);
        Assert.Equal(
            "Not all columns are mapped. Left out: 'Score' (the field 'Score' cannot be written), 'nowhere' (in the object 'Thing' there is no field 'nowhere'), "
            + "'Arr' (another mapping fills the field 'Arr').",
            Assert.Single(report.Warnings));
        Assert.Equal(["Id", "Arr", "Name"], report.Mappings.Select(mapping => mapping.To));
        Assert.Equal(new() { ["Id"] = "a", ["Arr"] = "4", ["Name"] = "x" }, sync.Destination.Stored["a"]);
    }

    [Fact]
    public async Task Two_columns_for_one_field_keep_the_sync_from_running()
    {
        var sync = Open("id", "first_name", "FirstName");
        sync.Map = sync => sync.Key("id", "Id").MapAllColumns(FieldNaming.CamelCase);
        sync.Source.Add("a", "x", "y");

        var report = await new SyncRunner(sync.Store).PlanAsync(sync.Define(), TestContext.Current.CancellationToken);
        var result = await sync.RunAsync();

        Assert.Contains("'first_name' and 'FirstName' would both be mapped to the field 'firstName'", Assert.Single(report.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(SyncErrorCodes.InvalidConfiguration, result.ErrorCode);
        Assert.Empty(sync.TakeSent());
    }

    [Fact]
    public async Task A_killed_run_is_resumed_with_the_columns_it_was_planned_with()
    {
        var sync = Open("id", "plan");
        sync.Map = sync => sync.Key("id", "Id").MapAllColumns();
        sync.Source.Add("a", "gold");
        sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;

        var result = await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal(1, result.RecordsUpdated);
        Assert.Equal("gold", sync.Destination.Stored["a"]["plan"]);
    }

    [Theory]
    [InlineData("FIRST_NAME", "First Name", "first name", "FIRST NAME", "firstName", "first_name")]
    [InlineData("firstName", "First Name", "first name", "FIRST NAME", "firstName", "first_name")]
    [InlineData("  first--name ", "First Name", "first name", "FIRST NAME", "firstName", "first_name")]
    [InlineData("arr2024Q1", "Arr2024 Q1", "arr2024 q1", "ARR2024 Q1", "arr2024Q1", "arr2024_q1")]
    [InlineData("ÄRGER_über", "Ärger Über", "ärger über", "ÄRGER ÜBER", "ärgerÜber", "ärger_über")]
    [InlineData("x", "X", "x", "X", "x", "x")]
    [InlineData("😀", "", "", "", "", "")]
    [InlineData("日本_語", "日本 語", "日本 語", "日本 語", "日本語", "日本_語")]
    public void Fields_are_called_after_columns(string column, string start, string lower, string upper, string camel, string snake)
    {
        Assert.Equal(column, ColumnNames.FieldNameOf(column, FieldNaming.MatchSource));
        Assert.Equal(
            [start, lower, upper, camel, snake],
            new[] { FieldNaming.StartCase, FieldNaming.LowerCase, FieldNaming.UpperCase, FieldNaming.CamelCase, FieldNaming.SnakeCase }
                .Select(naming => ColumnNames.FieldNameOf(column, naming)));
    }

    private static TestSync Open(params string[] columns) => new(columns) { Destination = { CanCreateFields = true } };

    private static void AddColumn(TestSync sync, string name, FieldValue value)
    {
        sync.Source.Columns = [.. sync.Source.Columns, name];
        for (var i = 0; i < sync.Source.Rows.Count; i++)
            sync.Source.Rows[i] = [.. sync.Source.Rows[i], value];
    }
}
