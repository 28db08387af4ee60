using System.Security.Cryptography;
using System.Text;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Mapping;

/// <summary>Where values come from, beside plain columns: paths, hashes, values joined to one, what is computed by name, what is known of the run.</summary>
public sealed class ValueTests
{
    private const string Profile = """{"address":{"city":"Bern","zip":null},"tags":["a",{"name":"b"}],"first name":"Ada","a\"b":1,"n":1.50,"yes":true}""";

    public static TheoryData<string, string, string?> Paths() => new()
    {
        { Profile, "address.city", "Bern" },
        { Profile, "address", """{"city":"Bern","zip":null}""" },
        { Profile, "tags[0]", "a" },
        { Profile, "tags[1].name", "b" },
        { Profile, """["first name"]""", "Ada" },
        { Profile, """["a\"b"]""", "1" },
        { Profile, "n", "1.5" },
        { Profile, "yes", "true" },
        { Profile, """["address"]["city"]""", "Bern" },
        { Profile, "address.zip", null },
        { Profile, "address.zip.more", null },
        { Profile, "address.street", null },
        { Profile, "nowhere.at[3].all", null },
        { Profile, "tags[2]", null },
        { """[{"k":"v"}]""", "[0].k", "v" },
        { """{"k":1,"k":2}""", "k", "2" },
        { """{"a":{"b":"c","d":"e"}}""", "a.d", "e" },
        { "  {\"k\":\"v\"}  ", "k", "v" },
        { "null", "k", null },
        { """{"K":"upper"}""", "k", null },
        { """{"":"no name"}""", """[""]""", "no name" },
    };

    [Theory, MemberData(nameof(Paths))]
    public async Task A_path_finds_a_value_in_json_and_in_text_that_is_json(string json, string path, string? expected)
    {
        var sync = new TestSync("id", "profile") { Map = sync => sync.Key("id", "Id").MapPath("profile", path, "Name") };
        sync.Source.Add("json", FieldValue.FromJson(json));
        sync.Source.Add("text", json);

        await sync.RunCompletedAsync();

        Assert.Equal(expected ?? "<null>", sync.Destination.Stored["json"]["Name"]);
        Assert.Equal(expected ?? "<null>", sync.Destination.Stored["text"]["Name"]);
    }

    [Fact]
    public async Task A_path_finds_a_value_in_a_list_and_goes_on_in_its_elements()
    {
        var sync = new TestSync("id", "items") { Map = sync => sync.Key("id", "Id").MapPath("items", "[1]", "Name").MapPath("items", "[0].k", "Code") };
        sync.Source.Add("a", FieldValue.FromArray([FieldValue.FromJson("""{"k":"v"}"""), "second"]));
        sync.Source.Add("b", FieldValue.FromArray([]));

        await sync.RunCompletedAsync();

        Assert.Equal(("second", "v"), (sync.Destination.Stored["a"]["Name"], sync.Destination.Stored["a"]["Code"]));
        Assert.Equal(("<null>", "<null>"), (sync.Destination.Stored["b"]["Name"], sync.Destination.Stored["b"]["Code"]));
    }

    [Fact]
    public async Task Several_paths_into_one_column_find_what_is_in_their_row()
    {
        var sync = new TestSync("id", "doc", "other")
        {
            Map = sync => sync.Key("id", "Id").MapPath("doc", "a", "Name").MapPath("other", "a", "Note").MapPath("doc", "b", "Code"),
        };
        sync.Source.Add("1", """{"a":"a1","b":"b1"}""", """{"a":"o1"}""");
        sync.Source.Add("2", "broken", """{"a":"o2"}""");
        sync.Source.Add("3", """{"a":"a3","b":"b3"}""", """{"a":"o3"}""");
        sync.Source.Add("4", FieldValue.Null, """{"a":"o4"}""");

        await sync.RunCompletedAsync();

        Assert.Equal(["1", "3", "4"], sync.Destination.Stored.Keys.Order());
        Assert.Equal(
            ["a1 o1 b1", "a3 o3 b3", "<null> o4 <null>"],
            sync.Destination.Stored.OrderBy(row => row.Key).Select(row => $"{row.Value["Name"]} {row.Value["Note"]} {row.Value["Code"]}"));
    }

    [Fact]
    public async Task Null_and_absent_columns_stay_what_they_are_below_a_path()
    {
        var sync = new TestSync("id", "profile") { Map = sync => sync.Key("id", "Id").MapPath("profile", "a.b", "Name") };
        sync.Source.Add("null", FieldValue.Null);
        sync.Source.Add("absent", FieldValue.Absent);

        await sync.RunCompletedAsync();

        Assert.Equal("<null>", sync.Destination.Stored["null"]["Name"]);
        Assert.DoesNotContain("Name", sync.Destination.Stored["absent"]);
    }

    [Theory]
    [InlineData("canary", "a.b", "The path 'a.b' needs an object, and finds no JSON.")]
    [InlineData("""{"a":"canary"}""", "a.b", "The path 'a.b' needs an object at 'a', and finds text.")]
    [InlineData("""{"a":[1]}""", "a.b", "The path 'a.b' needs an object at 'a', and finds a list.")]
    [InlineData("""{"a":{"b":1}}""", "a[0]", "The path 'a[0]' needs a list at 'a', and finds an object.")]
    [InlineData("""{"a":[{"b":5}]}""", "a[0].b.c", "The path 'a[0].b.c' needs an object at 'a[0].b', and finds a number.")]
    [InlineData("""{"a":"\ud800"}""", "a", "The path 'a' finds text with a character that is not whole.")]
    [InlineData("", "a", "The path 'a' needs an object, and finds no JSON.")]
    public async Task A_path_that_meets_another_shape_makes_the_record_invalid_and_tells_no_value(string text, string path, string message)
    {
        var sync = new TestSync("id", "profile") { Map = sync => sync.Key("id", "Id").MapPath("profile", path, "Name") };
        sync.Source.Add("bad", text);
        sync.Source.Add("good", """{"a":null}""");

        var issue = Assert.Single((await sync.RunCompletedAsync()).Issues, issue => issue.Key == "bad");

        Assert.Equal(new(SyncErrorCodes.WrongShape, message, "Name"), issue.Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a[")]
    [InlineData("a[]")]
    [InlineData("a[-1]")]
    [InlineData("a[1")]
    [InlineData("a[x]")]
    [InlineData("a[99999999999]")]
    [InlineData("a[\"b]")]
    [InlineData("a[\"b\"")]
    [InlineData("a[\"b\\")]
    [InlineData("a[0]b")]
    [InlineData("['a']")]
    public void A_path_that_is_not_well_formed_is_refused_where_it_is_written(string path)
    {
        var refused = Assert.Throws<ArgumentException>(() => new SyncBuilder("x").MapPath("c", path, "Name"));

        Assert.Contains("is not well-formed at character", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hash_is_that_of_the_canonical_text()
    {
        var sync = new TestSync("id", "mail") { Map = sync => sync.Key("id", "Id").Map(new FieldMapping(MappedValue.Hash(MappedValue.Column("mail")), "Note")) };
        sync.Source.Add("text", "Ada@Example.com");
        sync.Source.Add("number", 5.00m);
        sync.Source.Add("integer", 5);
        sync.Source.Add("umlaut", "ä");
        sync.Source.Add("empty", "");
        sync.Source.Add("null", FieldValue.Null);

        await sync.RunCompletedAsync();

        Assert.Equal(Sha256("Ada@Example.com"), sync.Destination.Stored["text"]["Note"]);
        Assert.Equal(Sha256("5"), sync.Destination.Stored["number"]["Note"]);
        Assert.Equal(Sha256("5"), sync.Destination.Stored["integer"]["Note"]);
        Assert.Equal(Sha256("ä"), sync.Destination.Stored["umlaut"]["Note"]);
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", sync.Destination.Stored["empty"]["Note"]);
        Assert.Equal("<null>", sync.Destination.Stored["null"]["Note"]);

        static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task Columns_and_constants_make_a_key_together_and_a_part_that_is_missing_makes_none()
    {
        var sync = new TestSync("region", "number", "name")
        {
            Map = sync => sync.Key(MappedValue.Compound("-", MappedValue.Column("region"), MappedValue.Constant("x"), MappedValue.Column("number")), "Id").Map("name", "Name"),
        };
        sync.Source.Add("eu", 1, "one");
        sync.Source.Add("eu", FieldValue.Null, "no number");
        sync.Source.Add(" ", 2, "no region");
        sync.Source.Add("eu-x-9", 1, "same");
        sync.Source.Add("eu", "9-x-1", "as this");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["eu-x-1"], sync.TakeSent());
        Assert.Equal(
            [(SyncErrorCodes.NullKey, "row 2"), (SyncErrorCodes.NullKey, "row 3"), (SyncErrorCodes.DuplicateKey, "eu-x-9-x-1")],
            result.Issues.Select(issue => (issue.Problem.Code, issue.Key)));
        Assert.Equal("The key region + constant + number is null or empty.", result.Issues[0].Problem.Message);
        Assert.Equal(1, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
    }

    [Fact]
    public async Task A_hash_and_a_path_can_be_the_key()
    {
        var sync = new TestSync("mail", "doc")
        {
            Destination = new() { KeyFields = ["Id", "Code"] },
            Map = sync => sync.Key(MappedValue.Hash(MappedValue.Column("mail")), "Id").Key(MappedValue.Column("doc", "id"), "Code"),
        };
        sync.Source.Add("ada@example.com", """{"id":"k1"}""");
        sync.Source.Add("ada@example.com", "{}");

        var result = await sync.RunCompletedAsync();

        var sent = Assert.Single(sync.TakeSent());
        Assert.Equal((64, "k1"), (sent.Split('|')[0].Length, sent.Split('|')[1]));
        Assert.Equal(SyncErrorCodes.NullKey, Assert.Single(result.Issues).Problem.Code);
    }

    [Fact]
    public async Task What_is_known_of_the_run_is_written_and_is_no_reason_to_send()
    {
        var sync = new TestSync("id", "name") { Map = Map };
        sync.Destination.Fields.Add(new("Loaded", FieldType.DateTime));
        sync.Source.Add("a", "1");
        sync.Source.Add("b", "1");

        var first = await sync.RunCompletedAsync();
        sync.Clock.Advance(TimeSpan.FromDays(1));
        sync.Source.Set(0, 1, "2");
        var second = await sync.RunCompletedAsync();

        Assert.Equal((first.RunId, second.RunId), (sync.Destination.Stored["b"]["Note"], sync.Destination.Stored["a"]["Note"]));
        Assert.Equal(new FieldValue[] { second.StartedAt }[0].ToText(), sync.Destination.Stored["a"]["Loaded"]);
        Assert.Equal(("things", "Thing"), (sync.Destination.Stored["a"]["Csm"], sync.Destination.Stored["a"]["Code"]));
        Assert.Equal((1, 1), (second.SourceRecordUnchanged, second.RecordsUpdated));
        Assert.NotEqual(first.RunId, second.RunId);

        static SyncBuilder Map(SyncBuilder sync) => sync.Key("id", "Id").Map("name", "Name").MapMetadata(SyncMetadata.RunId, "Note")
            .MapMetadata(SyncMetadata.RunStartedAt, "Loaded").MapMetadata(SyncMetadata.SyncName, "Csm").MapMetadata(SyncMetadata.ObjectName, "Code");
    }

    [Fact]
    public async Task Metadata_that_is_added_or_taken_away_sends_nothing()
    {
        var sync = new TestSync("id", "name") { Map = sync => sync.Key("id", "Id").Map("name", "Name") };
        sync.Source.Add("a", "1");
        await sync.RunCompletedAsync();
        var without = sync.Map;
        sync.Map = sync => without(sync).MapMetadata(SyncMetadata.RunId, "Note");

        var added = await sync.RunCompletedAsync();
        sync.Map = without;
        var removed = await sync.RunCompletedAsync();

        Assert.Equal((1, 1), (added.SourceRecordUnchanged, removed.SourceRecordUnchanged));
        Assert.Empty(removed.Warnings);
    }

    [Fact]
    public async Task A_value_computed_by_name_is_that_of_the_sync_or_that_of_all()
    {
        var sync = new TestSync("id", "name")
        {
            Map = sync => sync.AddComputed("shout", record => record["name"].ToText().ToUpperInvariant()).Key("id", "Id").MapComputed("Name", "shout")
                .Map(new FieldMapping(MappedValue.Hash(MappedValue.Computed("shout")), "Note")),
        };
        sync.Source.Add("a", "quiet");

        await sync.RunCompletedAsync();

        Assert.Equal("QUIET", sync.Destination.Stored["a"]["Name"]);
        Assert.Equal(64, sync.Destination.Stored["a"]["Note"].Length);
        Assert.Equal("shout", Assert.IsType<ComputedValue>(sync.Define().Mappings[1].Value).Name);
    }

    [Fact]
    public async Task A_declared_list_reaches_a_field_that_is_made_on_arrival()
    {
        var sync = new TestSync("id", "tags")
        {
            Destination = { CanCreateFields = true },
            Map = sync => sync.Key("id", "Id").Map(new("tags", "Labels") { Type = FieldType.Integer, IsArray = true }),
        };
        sync.Source.Add("a", "[1, 2.0]");
        sync.Source.Add("b", "[1, \"x\"]");

        var result = await sync.RunCompletedAsync();

        Assert.Equal("[1,2]", sync.Destination.Stored["a"]["Labels"]);
        Assert.True(sync.Destination.LastPlan!.Fields[1].Field.IsArray);
        Assert.Equal(("b", SyncErrorCodes.CastFailed), (result.Issues[0].Key, result.Issues[0].Problem.Code));
    }

    public static TheoryData<FieldValue, string> Shapes() => new()
    {
        { "[1", "The field takes a list, and the value is no well-formed JSON list." },
        { FieldValue.FromJson("""{"a":1}"""), "The field takes a list, and the value is a JSON object." },
        { """["a", null]""", "The list has an element that is null." },
        { """["a", {"b":1}]""", "The list has an element that is an object or a list itself, and the field takes a list of String." },
        { FieldValue.FromArray(["a", FieldValue.FromArray(["b"])]), "The list has an element that is an object or a list itself, and the field takes a list of String." },
    };

    [Theory, MemberData(nameof(Shapes))]
    public async Task A_list_of_the_wrong_shape_makes_the_record_invalid_with_the_reason(FieldValue value, string message)
    {
        var sync = new TestSync("id", "tags") { Map = sync => sync.Key("id", "Id").Map("tags", "Tags") };
        sync.Source.Add("bad", value);
        sync.Source.Add("text", "just text");
        sync.Source.Add("json", " [ \"a\", 2 ] ");
        sync.Source.Add("empty", "[]");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(new(SyncErrorCodes.WrongShape, message, "Tags"), Assert.Single(result.Issues).Problem);
        Assert.Equal(("""["just text"]""", """["a","2"]""", "[]"),
            (sync.Destination.Stored["text"]["Tags"], sync.Destination.Stored["json"]["Tags"], sync.Destination.Stored["empty"]["Tags"]));
    }

    [Fact]
    public async Task Structure_is_read_from_text_where_a_field_takes_json_and_refused_where_it_takes_one_value()
    {
        var sync = new TestSync("id", "doc", "number") { Map = sync => sync.Key("id", "Id").Map("doc", "Doc").Map("number", "Arr") };
        sync.Destination.Fields.Add(new("Doc", FieldType.Json));
        sync.Source.Add("text", """{"a":1}""", FieldValue.FromJson("12.50"));
        sync.Source.Add("list", FieldValue.FromArray(["a", 1]), FieldValue.FromJson("null"));
        sync.Source.Add("no json", "hello", 1);
        sync.Source.Add("object", FieldValue.Null, FieldValue.FromJson("""{"a":1}"""));

        var result = await sync.RunCompletedAsync();

        Assert.Equal(("""{"a":1}""", "12.5"), (sync.Destination.Stored["text"]["Doc"], sync.Destination.Stored["text"]["Arr"]));
        Assert.Equal(("""["a",1]""", "<null>"), (sync.Destination.Stored["list"]["Doc"], sync.Destination.Stored["list"]["Arr"]));
        Assert.Equal(
            [
                ("no json", new RecordProblem(SyncErrorCodes.WrongShape, "The field takes JSON, and the value is text that is no JSON.", "Doc")),
                ("object", new RecordProblem(SyncErrorCodes.WrongShape, "The value is a JSON object or list, and the field takes Decimal.", "Arr")),
            ],
            result.Issues.Select(issue => (issue.Key, issue.Problem)));
    }
}
