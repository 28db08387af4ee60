using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Configuration;

/// <summary>A sync that cannot work is refused before anything is read or sent, with a message that says what to change.</summary>
public sealed class RefusedSyncTests
{
    [Theory]
    [InlineData("name", "no field 'name' (is 'Name' meant?)")]
    [InlineData("a_r_r", "no field 'a_r_r' (is 'Arr' meant?)")]
    [InlineData("Act", "no field 'Act' (is 'Active' meant?)")]
    [InlineData("Zebra", "no field 'Zebra'.")]
    [InlineData("__", "no field '__'.")]
    public Task An_unknown_field_is_named_with_the_one_that_may_be_meant(string field, string message) =>
        AssertRefusedAsync(sync => sync.Key("id", "Id").Map("name", field), message);

    [Fact]
    public Task A_read_only_field() => AssertRefusedAsync(sync => sync.Key("id", "Id").Map("arr", "Score"), "'Score' is read-only");

    [Fact]
    public Task A_lookup_on_a_field_that_refers_to_nothing() =>
        AssertRefusedAsync(sync => sync.Key("id", "Id").MapLookup("name", "Name", by: "Email"), "'Name' refers to no other object");

    [Fact]
    public Task A_key_that_names_no_record() => AssertRefusedAsync(sync => sync.Key("name", "Name").Map("id", "Id"), "'Name' cannot be the sync key");

    [Fact]
    public Task A_required_field_that_is_not_mapped() =>
        AssertRefusedAsync(sync => sync.Key("arr", "Number").Map("name", "Name"), "required field 'Id' is not mapped");

    [Fact]
    public Task All_problems_are_named_at_once() =>
        AssertRefusedAsync(sync => sync.Key("id", "Id").Map("name", "Nope").Map("arr", "Score"), "no field 'Nope'", "'Score' is read-only");

    [Fact]
    public Task A_field_that_cannot_be_updated() =>
        AssertRefusedAsync(sync => sync.Key("id", "Id").Map("name", "Fixed"), "'Fixed' cannot be updated", test => test.Behavior = SyncBehavior.UpdateOnly);

    [Fact]
    public Task An_unknown_object() =>
        AssertRefusedAsync(Map, "no object 'Thingy'. It has: Thing, Log, Locked", test => test.ObjectName = "Thingy");

    [Fact]
    public Task An_object_that_is_not_writable() =>
        AssertRefusedAsync(Map, "'Locked' cannot be written to: it is a system object", test => test.ObjectName = "Locked");

    [Fact]
    public Task An_unsupported_behaviour() =>
        AssertRefusedAsync(Map, "'Log' does not support UpdateOrCreate. It supports: Insert", test => test.ObjectName = "Log");

    [Fact]
    public async Task A_missing_column_is_named_with_the_columns_there_are()
    {
        var sync = new TestSync("ID", "name") { Map = sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr") };
        sync.Source.Add("a", "b");

        var result = await sync.RunAsync();

        Assert.Equal(SyncErrorCodes.InvalidConfiguration, result.ErrorCode);
        Assert.Equal("The source has no key column 'id', no column 'arr'. Its columns are: ID, name.", result.ErrorMessage);
        Assert.Empty(sync.Destination.Batches);
    }

    [Fact]
    public void A_builder_names_what_is_missing_or_given_twice()
    {
        var (source, destination) = (new ListSource("id"), new MemoryDestination());

        Assert.Contains("needs From", Refused(new SyncBuilder("x").Key("id", "Id")), StringComparison.Ordinal);
        Assert.Contains("needs Key", Refused(new SyncBuilder("x").From(source).To(destination, "Thing", SyncBehavior.CreateOnly)), StringComparison.Ordinal);
        Assert.Contains(
            "maps the field 'Name' twice",
            Refused(new SyncBuilder("x").From(source).To(destination, "Thing", SyncBehavior.CreateOnly).Key("id", "Id").Map("a", "Name").MapConstant("Name", 1)),
            StringComparison.Ordinal);
        Assert.Contains("'nowhere', which is not registered", Refused(
            new SyncBuilder("x").From("nowhere").To(destination, "Thing", SyncBehavior.CreateOnly).Key("id", "Id")), StringComparison.Ordinal);

        static string Refused(SyncBuilder builder) => Assert.Throws<SyncConfigurationException>(() => builder.Build()).Message;
    }

    [Fact]
    public void A_builder_refuses_arguments_that_can_never_work()
    {
        Assert.Throws<ArgumentException>(() => new SyncBuilder(" "));
        Assert.Throws<ArgumentException>(() => new SyncBuilder("line\nbreak"));
        Assert.Throws<ArgumentException>(() => new SyncBuilder(new string('x', 201)));
        Assert.Throws<ArgumentException>(() => new SyncBuilder("x").Key("", "Id"));
        Assert.Throws<ArgumentException>(() => new SyncBuilder("x").Map("a", " "));
        Assert.Throws<ArgumentException>(() => new SyncBuilder("x").MapLookup("a", "b", ""));
        Assert.Throws<ArgumentNullException>(() => new SyncBuilder("x").MapComputed("a", (Func<Record, FieldValue>)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncBuilder("x").HoldWhen(changedShare: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncBuilder("x").HoldWhen(changedShare: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncBuilder("x").HoldWhen(changedMinimum: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncBuilder("x").To(new MemoryDestination(), "Thing", (SyncBehavior)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncRunnerOptions { LeaseDuration = TimeSpan.FromMilliseconds(999) });
    }

    public static TheoryData<FieldMapping, string> Nonsense() => new()
    {
        { new(MappedValue.Constant("x"), "Name") { IsKey = true }, "gives the key the field 'Name' the same value for all records" },
        { new(MappedValue.Metadata(SyncMetadata.RunId), "Name") { IsKey = true }, "gives the key the field 'Name' the same value for all records" },
        { new(MappedValue.Hash(MappedValue.Compound("", MappedValue.Constant("x"), MappedValue.Constant("y"))), "Name") { IsKey = true }, "the same value for all records" },
        { new("a", "Name") { IsKey = true, SyncNulls = false }, "has options for the key the field 'Name' that a key cannot have" },
        { new("a", "Name") { IsKey = true, SetIfEmpty = true }, "options for the key" },
        { new("a", "Name") { IsKey = true, CountsAsChange = false }, "options for the key" },
        { new(MappedValue.Constant(FieldValue.Null), "Name") { SyncNulls = false }, "gives the field 'Name' null and never sends it" },
        { new(MappedValue.Constant(FieldValue.Null), "Name") { SetIfEmpty = true }, "never sends it" },
        { new("a", "Name") { Type = (FieldType)99 }, "a type that does not exist" },
        { new("a", "Csm") { LookupBy = " " }, "by a field without a name" },
        { new("a", "Csm") { LookupBy = "Email", Type = FieldType.Integer }, "the value of a lookup has the type of the field it is looked up by" },
        { new(MappedValue.Metadata(SyncMetadata.RunId), "Csm") { LookupBy = "Email" }, "looks up the field 'Csm' by what is known of the run" },
        { new(MappedValue.Computed("nobody"), "Name"), "names the computed value 'nobody', which is not registered" },
        { new(MappedValue.Compound("", MappedValue.Column("a"), MappedValue.Computed("nobody")), "Name"), "'nobody', which is not registered" },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public void A_mapping_that_can_never_work_is_refused_when_the_sync_is_built(FieldMapping mapping, string message)
    {
        var builder = new SyncBuilder("x").From(new ListSource("a")).To(new MemoryDestination(), "Thing", SyncBehavior.UpdateOrCreate).Key("id", "Id").Map(mapping);

        Assert.Contains(message, Assert.Throws<SyncConfigurationException>(() => builder.Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mappings_that_can_never_work_are_named_at_once()
    {
        var builder = new SyncBuilder("x").From(new ListSource("a")).To(new MemoryDestination(), "Thing", SyncBehavior.UpdateOrCreate)
            .MapConstant("Name", 1).Map("a", "Name").Map(new("a", "Csm") { LookupBy = "" });

        var message = Assert.Throws<SyncConfigurationException>(() => builder.Build()).Message;

        Assert.All(["needs Key(...)", "maps the field 'Name' twice", "by a field without a name"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Values_that_can_never_work_are_refused_where_they_are_made()
    {
        Assert.Throws<ArgumentException>(() => MappedValue.Constant(FieldValue.Absent));
        Assert.Throws<ArgumentException>(() => MappedValue.Compound("-", MappedValue.Column("a")));
        Assert.Throws<ArgumentException>(() => MappedValue.Compound("-", MappedValue.Column("a"), MappedValue.Metadata(SyncMetadata.RunId)));
        Assert.Throws<ArgumentException>(() => MappedValue.Hash(MappedValue.Metadata(SyncMetadata.RunId)));
        Assert.Throws<ArgumentException>(() => MappedValue.Column(""));
        Assert.Throws<ArgumentException>(() => MappedValue.Computed(" "));
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedValue.Metadata((SyncMetadata)99));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncBuilder("x").MapAllColumns((FieldNaming)99));
    }

    [Theory]
    [InlineData(SyncMetadata.RunId, "Number", "sync RunId of the field 'Number' cannot be written. A value of kind String cannot be cast to Integer")]
    [InlineData(SyncMetadata.RunStartedAt, "Arr", "sync RunStartedAt of the field 'Arr' cannot be written")]
    [InlineData(SyncMetadata.SyncName, "Tier", "sync SyncName of the field 'Tier' cannot be written. The value is not among those the field takes.")]
    public Task Metadata_that_no_record_could_have(SyncMetadata what, string field, string message) =>
        AssertRefusedAsync(sync => sync.Key("id", "Id").MapMetadata(what, field), message);

    [Fact]
    public Task Nothing_of_a_mapping_is_told_that_may_be_a_value() =>
        AssertRefusedAsync(sync => sync.Key("id", "Id").MapConstant("Tier", "canary"), "The constant of the field 'Tier' cannot be written. The value is not among");

    private static SyncBuilder Map(SyncBuilder sync) => sync.Key("id", "Id").Map("name", "Name");

    private static Task AssertRefusedAsync(Func<SyncBuilder, SyncBuilder> map, string message, Action<TestSync>? change = null) =>
        AssertRefusedAsync(map, message, message, change);

    private static async Task AssertRefusedAsync(
        Func<SyncBuilder, SyncBuilder> map, string message, string otherMessage, Action<TestSync>? change = null)
    {
        var sync = new TestSync { Map = map }.WithRows(3);
        change?.Invoke(sync);

        var result = await sync.RunAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.InvalidConfiguration), (result.Status, result.ErrorCode));
        Assert.Contains(message, result.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(otherMessage, result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(0, sync.Source.Reads);
        Assert.Empty(sync.Destination.Batches);
    }
}
