using Census.Sync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Census.Sync.Tests.Definitions;

/// <summary>Syncs in code, one for each thing that a definition can say.</summary>
internal static class DefinitionExamples
{
    private static readonly DestinationObjectReference s_thing = new("memory", "Thing");

    /// <summary>Values of each kind, at the edges of what JSON can hold.</summary>
    public static TheoryData<string, FieldValue> Constants => new()
    {
        { "text", "He said \"no\" & left ☃ 😀 \u0001\n" },
        { "empty text", "" },
        { "text like a date", "2026-01-31" },
        { "true", true },
        { "false", false },
        { "integer", long.MinValue },
        { "decimal", 12.50m },
        { "whole decimal", 3m },
        { "small decimal", 0.0000000000000000000000000001m },
        { "largest decimal", decimal.MinValue },
        { "big decimal", FieldValue.FromNumber("123456789012345678901234567890.123456789") },
        { "whole big decimal", FieldValue.FromNumber(new string('9', 60)) },
        { "float", 0.1 },
        { "whole float", 3d },
        { "smallest float", double.Epsilon },
        { "not a number", double.NaN },
        { "infinity", double.NegativeInfinity },
        { "date", new DateOnly(2026, 1, 31) },
        { "first date", DateOnly.MinValue },
        { "time", FieldValue.From(new TimeOnly(23, 59, 59, 999, 999)) },
        { "midnight", FieldValue.From(TimeOnly.MinValue) },
        { "instant", new DateTimeOffset(2026, 3, 29, 2, 30, 0, 123, TimeSpan.FromHours(2)) },
        { "last instant", DateTimeOffset.MaxValue },
        { "local timestamp", FieldValue.From(new DateTime(2026, 3, 29, 2, 30, 0, 1, DateTimeKind.Unspecified)) },
        { "bytes", FieldValue.From(new byte[] { 0, 255, 128 }) },
        { "no bytes", FieldValue.From(Array.Empty<byte>()) },
        { "json object", FieldValue.FromJson("""{ "a" : [1, 2.0, {"b":null}] , "ü":"</script>" }""") },
        { "json text", FieldValue.FromJson("\"x\"") },
        { "json null", FieldValue.FromJson("null") },
        { "null", FieldValue.Null },
        { "list", FieldValue.FromArray(["a", 1, 1m, 1.5, true, FieldValue.Null, new DateOnly(2026, 1, 1), FieldValue.FromJson("{\"value\":1}"), FieldValue.FromArray([FieldValue.FromArray([2d])])]) },
        { "empty list", FieldValue.FromArray([]) },
    };

    /// <summary>What a sync may have beside its key.</summary>
    public static IEnumerable<(string Name, Func<SyncBuilder, SyncBuilder> Add)> Parts =>
    [
        ("nothing", s => s),
        ("column", s => s.Map("name", "Name")),
        ("odd column", s => s.Map("a \"b\" [c] ü", "Name__gc.x")),
        ("lookup", s => s.MapLookup("csm", "Csm", by: "Email")),
        ("lookup as key", s => s.Key("csm", "Csm", by: "Email")),
        ("second key", s => s.Key("number", "Number")),
        ("constant", s => s.MapConstant("Tier", "gold")),
        ("path", s => s.MapPath("address", "home[\"street 1\"][0]", "Name")),
        ("list", s => s.Map(new FieldMapping("tags", "Note") { Type = FieldType.Decimal, IsArray = true })),
        ("nulls left alone", s => s.Map(new FieldMapping("name", "Name") { SyncNulls = false })),
        ("set if empty", s => s.Map(new FieldMapping("name", "Name") { SetIfEmpty = true })),
        ("computed", s => s.MapComputed("Name", "full name", FieldType.String)),
        ("hash", s => s.MapHash("mail", "Name")),
        ("hash of anything", s => s.Map(new FieldMapping(MappedValue.Hash(MappedValue.Compound("", MappedValue.Column("a"), MappedValue.Hash(MappedValue.Computed("full name")))), "Name"))),
        ("compound", s => s.Key(MappedValue.Compound(" / ", MappedValue.Column("a", "b.c"), MappedValue.Constant(1m), MappedValue.Computed("full name")), "Code")),
        .. Enum.GetValues<SyncMetadata>().Select(what => ($"metadata {what}", (Func<SyncBuilder, SyncBuilder>)(s => s.MapMetadata(what, "Note")))),
        .. Enum.GetValues<FieldNaming>().Select(naming => ($"all columns {naming}", (Func<SyncBuilder, SyncBuilder>)(s => s.MapAllColumns(naming)))),
        ("all columns but some", s => s.MapAllColumns(FieldNaming.SnakeCase, "x", "y \"z\"")),
        ("load time", s => s.Map("loaded_at", "Note", FieldType.DateTime, countsAsChange: false)),
        .. Enum.GetValues<FieldType>().Select(type => ($"type {type}", (Func<SyncBuilder, SyncBuilder>)(s => s.Map("x", "Note", type)))),
        .. Enum.GetValues<FirstRun>().Select(mode => ($"first run {mode}", (Func<SyncBuilder, SyncBuilder>)(s => s.FirstRun(mode)))),
        .. Enum.GetValues<SyncBehavior>().Select(behavior => ($"behaviour {behavior}", (Func<SyncBuilder, SyncBuilder>)(s => s.To(s_thing, behavior)))),
        ("mirror that clears", s => s.To(s_thing, SyncBehavior.Mirror).MirrorBy(MirrorStrategy.UpdatesAndNulls)),
        ("versions", s => s.To(s_thing, SyncBehavior.CreateOnly).SendChangesAsVersions()),
        ("after", s => s.After("one", "two \"three\"")),
        ("guards", s => s.Guard(new()
        {
            ChangedShare = 0.125, ChangedMinimum = 0, HoldOnEmptySource = false, DeletedShare = 1, DeletedMaximum = long.MaxValue, KeepAdopted = false, KeepOnUnreadableRows = false,
            KeepInvalid = false, KeepOnTruncatedRead = false,
        })),
        ("retry", s => s.Retry(new() { ImmediateTries = 1, FirstWait = TimeSpan.FromMinutes(1), MaximumWait = TimeSpan.FromDays(366), MaximumTries = 3 })),
        ("retry for ever", s => s.Retry(new() { ImmediateTries = int.MaxValue, FirstWait = TimeSpan.FromTicks(1), MaximumTries = null })),
        ("log", s => s.LogRecords()),
        ("log with values", s => s.LogRecords(new() { Payloads = RecordPayloads.Full, Succeeded = false, Retention = TimeSpan.FromSeconds(90), MaximumRecords = 1 })),
        ("log without values", s => s.LogRecords(new() { Payloads = RecordPayloads.Redacted })),
        ("cursor", s => s.Cursor("updated_at")),
        ("cursor with an overlap", s => s.Cursor(new CursorColumn("odd \"c\"") { Overlap = new TimeSpan(1, 2, 3, 4, 5), NumberOverlap = 0 })),
        ("no model", s => s.From("list")),
        ("table", s => s.From("list", Model.Table("MART.\"Odd name\""))),
        ("view", s => s.From("list", Model.View("v"))),
        ("query", s => s.From("list", Model.Sql("select *\nfrom \"t\" -- 'x'"))),
        ("parameters", s => s.From("list", Model.Sql("select :a, :b").With("b", new DateOnly(2026, 1, 31)).With("a", 1m).With("n", FieldValue.Null))),
        ("parameters of a file", s => s.From("list", Model.SqlFile("x.sql").With("a", "'; drop table x"))),
        ("file", s => s.From("list", Model.SqlFile(Path.Combine("models", "companies.sql")))),
        ("file elsewhere", s => s.From("list", Model.SqlFile(Path.Combine("..", "companies.sql")))),
        ("file with a full path", s => s.From("list", Model.SqlFile(Path.GetFullPath("companies.sql")))),
    ];

    public static IEnumerable<string> Names => Parts.Select(part => part.Name);

    public static TheoryData<string> PartNames => [.. Names];

    /// <summary>Where what the examples name is registered.</summary>
    public static ServiceProvider Services { get; } = new ServiceCollection()
        .AddCensusSync(sync => sync.AddSource("list", _ => new ConformanceTests.ListSource("id")).AddDestination("memory", _ => new MemoryDestination())
            .AddComputed("full name", _ => "x"))
        .BuildServiceProvider();

    public static SyncBuilder Minimal(string name = "things") => new SyncBuilder(name).From("list").To(s_thing, SyncBehavior.UpdateOrCreate).Key("id", "Id");

    public static SyncDefinition With(string part) => Parts.Single(example => example.Name == part).Add(Minimal()).Build(Services);

    public static SyncDefinition WithConstant(FieldValue value) => Minimal().MapConstant("Note", value).Build(Services);
}
