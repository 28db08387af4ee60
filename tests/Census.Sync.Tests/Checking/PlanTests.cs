using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Checking;

/// <summary>Before it runs, a sync is held against its source and its destination, and everything that does not fit is told at once.</summary>
public sealed class PlanTests
{
    private static readonly FieldType[] s_types = [.. Enum.GetValues<FieldType>().Where(type => type != FieldType.Any)];

    [Fact]
    public async Task A_sync_that_can_run_has_no_problem()
    {
        var sync = new TestSync { Destination = { Warnings = { "Mind the gap." } } }.WithRows(3);

        var report = await PlanAsync(sync);

        Assert.True(report.CanRun);
        Assert.Equal(["Mind the gap."], report.Warnings);
        Assert.Equal(
            [("id", "Id", true, FieldType.String), ("name", "Name", false, FieldType.String), ("arr", "Arr", false, FieldType.Decimal)],
            report.Mappings.Select(mapping => (mapping.From!, mapping.To, mapping.IsKey, mapping.FieldType)));
        Assert.Empty(sync.Destination.Batches);
        Assert.Equal(0, sync.Store.Writes);
    }

    [Fact]
    public async Task All_problems_of_both_sides_are_told_at_once()
    {
        var sync = new TestSync("id", "name", "blob")
        {
            Source = { Types = { FieldType.String, FieldType.String, FieldType.Bytes } },
            Map = sync => sync.Key("id", "Id").Map("naem", "Name").Map("blob", "Arr").Map("name", "Nope").Map("id", "Score").MapConstant("Tier", "bronze"),
        };

        var report = await PlanAsync(sync);

        Assert.False(report.CanRun);
        Assert.Equal(
            [
                (null, "Tier", "The constant of the field 'Tier' cannot be written. The value is not among those the field takes."),
                ("blob", "Arr", "The column 'blob' is of the type Bytes and cannot be cast to Decimal, the type of the field 'Arr'. Convert it in the model, or map another column."),
                ("id", "Score", "The field 'Score' is read-only."),
                ("naem", "Name", "The source has no column 'naem'. Its columns are: id, name, blob."),
                ("name", "Nope", "In the object 'Thing' there is no field 'Nope'."),
            ],
            report.Problems.Select(problem => (problem.Column, problem.Field, problem.Message)).Order());
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_does_not_hide_the_problems_of_the_destination()
    {
        var destination = new MemoryDestination();
        var definition = new SyncBuilder("x").From(new BrokenSource()).To(destination, "Thing", SyncBehavior.UpdateOrCreate).Key("id", "Number").Build();

        var report = await new SyncRunner(new InMemorySyncStateStore()).PlanAsync(definition, TestContext.Current.CancellationToken);

        Assert.Equal(
            [(SyncErrorCodes.InvalidConfiguration, "The required field 'Id' is not mapped."), (SyncErrorCodes.SourceFailed, "The file is not there.")],
            report.Problems.Select(problem => (problem.Code, problem.Message)));
    }

    [Fact]
    public async Task A_destination_that_cannot_be_asked_is_a_problem()
    {
        var sync = new TestSync("id") { Destination = { ListingFails = new("unauthorized", "The key is refused.") } };

        var report = await PlanAsync(sync);

        Assert.Contains(new PlanProblem("unauthorized", "The key is refused."), report.Problems);
        Assert.Contains(report.Problems, problem => problem.Column == "name");
        Assert.Empty(report.Mappings);
    }

    [Fact]
    public async Task Every_kind_of_value_is_checked_and_shown()
    {
        var sync = new TestSync("id", "doc", "number")
        {
            Source = { Types = { FieldType.String, FieldType.Json, FieldType.Integer } },
            Map = sync => sync.AddComputed("shout", record => record["id"]).Key("id", "Id")
                .MapPath("doc", "address.city", "Note").Map(new(MappedValue.Column("doc", "[0]"), "Arr") { SyncNulls = false }).MapConstant("Tier", "gold")
                .MapComputed("Name", "shout").MapMetadata(SyncMetadata.RunStartedAt, "Since").Map(new("number", "Active") { SetIfEmpty = true })
                .Map(new(MappedValue.Hash(MappedValue.Column("number")), "Csm"))
                .Map(new(MappedValue.Compound("-", MappedValue.Column("id"), MappedValue.Column("number")), "Code")),
        };

        var report = await PlanAsync(sync);

        Assert.Empty(report.Problems);
        Assert.Equal(
            """
            ### things → Thing (UpdateOrCreate)

            | value | type | field | type | cast |
            |---|---|---|---|---|
            | id | String | Id (key) | String | Exact |
            | doc.address.city | Any | Note | Any | Undeclared |
            | doc[0] | Any | Arr, no nulls | Decimal | Undeclared |
            | constant | Any | Tier | String | Undeclared |
            | computed shout | Any | Name | String | Undeclared |
            | sync RunStartedAt | DateTime | Since | Date | Lossy |
            | number | Integer | Active, if empty | Boolean | Checked |
            | sha256 of number | String | Csm | String | Exact |
            | id + number | String | Code | String | Exact |

            **Warnings**

            - What is mapped to the field 'Since' loses a part of its values on the way from DateTime to Date, the type of the field 'Since'.

            """.ReplaceLineEndings("\n"),
            report.ToMarkdown());
    }

    [Fact]
    public async Task Columns_inside_of_values_are_checked_too()
    {
        var sync = new TestSync("id", "number")
        {
            Source = { Types = { FieldType.String, FieldType.Integer } },
            Map = sync => sync.Key(MappedValue.Compound("-", MappedValue.Column("id"), MappedValue.Column("gone")), "Id")
                .MapPath("number", "a", "Note").MapHash("lost", "Name"),
        };

        var report = await PlanAsync(sync);

        Assert.Equal(
            [
                ("gone", "Id", "The source has no column 'gone'. Its columns are: id, number."),
                ("lost", "Name", "The source has no column 'lost'. Its columns are: id, number."),
                (null, "Name", "A hash has 64 characters, and the field 'Name' takes 40."),
                ("number", "Note", "The column 'number' is of the type Integer, and the path 'a' needs one that holds JSON or a list. Map the column without a path, or another one."),
            ],
            report.Problems.Select(problem => (problem.Column, problem.Field, problem.Message)).OrderBy(problem => problem.Field == "Note").ThenBy(problem => problem.Field).ThenByDescending(problem => problem.Column));
    }

    [Fact]
    public async Task Markdown_survives_any_column_name()
    {
        var sync = new TestSync("id", "a|b\nc")
        {
            Source = { Types = { FieldType.String, FieldType.DateTime } },
            Map = sync => sync.Key("id", "Id").Map("a|b\nc", "Since").MapLookup("id", "Csm", by: "Email").Map("gone", "Nope"),
        };

        var text = (await PlanAsync(sync)).ToMarkdown();

        Assert.Equal(
            """
            ### things → Thing (UpdateOrCreate): cannot run

            | value | type | field | type | cast |
            |---|---|---|---|---|
            | id | String | Id (key) | String | Exact |
            | a\|b c | DateTime | Since | Date | Lossy |
            | id | String | Csm by Email | String | Exact |
            | gone | Any | Nope | Any | Undeclared |

            **Problems**

            - In the object 'Thing' there is no field 'Nope'.
            - The source has no column 'gone'. Its columns are: id, a|b c.

            **Warnings**

            - The column 'a|b c' loses a part of its values on the way from DateTime to Date, the type of the field 'Since'.

            """.ReplaceLineEndings("\n"),
            text);
    }

    // What the table of casts says has to be what a run does.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Each_cast_does_to_values_what_the_plan_says(bool fromArray, bool toArray)
    {
        var wrong = new List<string>();
        foreach (var from in s_types)
        {
            foreach (var to in s_types)
            {
                var sync = new TestSync("id", "value") { Map = sync => sync.Key("id", "Id").Map("value", "Cast") };
                sync.Source.Types.AddRange([FieldType.String, from]);
                if (fromArray)
                    sync.Source.Arrays.Add("value");
                sync.Destination.Fields.Add(new("Cast", to) { IsArray = toArray });
                var samples = fromArray ? Lists(from) : Samples(from);
                for (var i = 0; i < samples.Length; i++)
                    sync.Source.Add($"k{i}", samples[i]);

                var cast = (await PlanAsync(sync)).Mappings[1].Cast;
                var invalid = (await sync.RunCompletedAsync()).SourceRecordInvalids;

                var isRight = cast switch
                {
                    FieldCast.Exact => invalid == 0,
                    FieldCast.Lossy => invalid == (fromArray ? 1 : 0),
                    FieldCast.Impossible => invalid == samples.Length,
                    _ => invalid > 0 && invalid < samples.Length,
                };
                if (!isRight)
                    wrong.Add($"{from} to {to} is {cast}, and {invalid} of {samples.Length} are invalid");
            }
        }

        Assert.Empty(wrong);
    }

    // Each value in a list of its own, and a list with a null, which no list takes; JSON takes it.
    private static FieldValue[] Lists(FieldType type) =>
        [.. Samples(type).Select(sample => FieldValue.FromArray([sample])), FieldValue.FromArray([Samples(type)[0], FieldValue.Null])];

    private static FieldValue[] Samples(FieldType type) => type switch
    {
        FieldType.Boolean => [true, false],
        FieldType.Integer => [0, 1, 7, long.MaxValue, long.MinValue],
        FieldType.Decimal => [0m, 1.5m, decimal.MaxValue],
        FieldType.Float => [1.0, 1.5, double.Epsilon, double.NaN],
        FieldType.String => ["", "text", "7", "true", "2026-02-28", "2026-02-30", "01:02", "[1", "[1]"],
        FieldType.Date => [new DateOnly(2026, 11, 25), DateOnly.MinValue, DateOnly.MaxValue],
        FieldType.DateTime => [new DateTimeOffset(2026, 11, 25, 1, 2, 3, TimeSpan.FromHours(2)), DateTimeOffset.MaxValue],
        FieldType.Time => [new TimeOnly(1, 2, 3), TimeOnly.MaxValue],
        FieldType.LocalDateTime => [FieldValue.From(new DateTime(2026, 11, 25, 1, 2, 3, DateTimeKind.Unspecified))],
        FieldType.Bytes => [FieldValue.From(new byte[] { 1, 2 })],
        _ => [.. new[] { """{"a":1}""", "[1]", "1", "true", "\"2026-02-28\"", "\"01:02\"" }.Select(FieldValue.FromJson)],
    };

    private static Task<SyncPlanReport> PlanAsync(TestSync sync) => new SyncRunner(sync.Store).PlanAsync(sync.Define(), TestContext.Current.CancellationToken);

    private sealed class BrokenSource : SyncSource
    {
        public override ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default) =>
            throw new SyncSourceException("The file is not there.");
    }
}
