using System.Collections;
using System.Reflection;

namespace Census.Sync.Tests.Definitions;

/// <summary>A sync in code and the same sync in JSON are one and the same.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("definitions-").FullName;

    public static TheoryData<string> Parts => DefinitionExamples.PartNames;

    public static TheoryData<string, FieldValue> Constants => DefinitionExamples.Constants;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Parts))]
    public void What_is_written_is_read_as_the_same_sync(string part)
    {
        var sync = DefinitionExamples.With(part);

        AssertSame(sync, SyncDefinitionFile.Parse(SyncDefinitionFile.ToJson(sync), "another name").Build(DefinitionExamples.Services));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void What_is_saved_is_loaded_as_the_same_sync(string part)
    {
        var (sync, path) = (DefinitionExamples.With(part), Path.Combine("..", Path.GetRelativePath(Path.GetFullPath(".."), _folder), "x.json"));

        SyncDefinitionFile.Save(sync, path);
        var loaded = SyncDefinitionFile.Load(path).Build(DefinitionExamples.Services);

        AssertSame(sync, loaded);
        Assert.Equal(SyncDefinitionFile.ToJson(sync), SyncDefinitionFile.ToJson(loaded));
    }

    [Theory]
    [MemberData(nameof(Constants))]
    public void A_constant_keeps_its_kind(string what, FieldValue value)
    {
        Assert.NotEmpty(what);
        var sync = DefinitionExamples.WithConstant(value);

        var loaded = SyncDefinitionFile.Parse(SyncDefinitionFile.ToJson(sync), "x").Build(DefinitionExamples.Services);

        AssertSame(sync, loaded);
        Assert.Equal(value, ((ConstantValue)loaded.Mappings[1].Value).Value);
    }

    [Fact]
    public void Every_property_of_a_sync_differs_from_its_default_in_some_example()
    {
        // A property that no example sets would pass every round trip, also if nobody wrote it.
        var syncs = DefinitionExamples.Names.Select(DefinitionExamples.With).ToList();
        var plain = DefinitionExamples.With("nothing");
        var mappings = syncs.SelectMany(sync => sync.Mappings).ToList();

        var never = Untouched(typeof(SyncDefinition), plain, syncs)
            .Concat(Untouched(typeof(FieldMapping), DefinitionExamples.With("column").Mappings[1], mappings))
            .Concat(Untouched(typeof(Model), Model.Sql("x"), syncs.Select(sync => sync.Model).OfType<Model>()))
            .Concat(Untouched(typeof(CursorColumn), new CursorColumn("updated_at"), syncs.Select(sync => sync.Cursor).OfType<CursorColumn>()))
            .Concat(Untouched(typeof(SyncGuards), new SyncGuards(), syncs.Select(sync => sync.Guards)))
            .Concat(Untouched(typeof(RecordRetryOptions), new RecordRetryOptions(), syncs.Select(sync => sync.Retry)))
            .Concat(Untouched(typeof(RecordLogOptions), new RecordLogOptions(), syncs.Select(sync => sync.LogRecords).OfType<RecordLogOptions>()));

        // Of the examples, these have one value: what is registered, and the name.
        Assert.Equal(["SyncDefinition.Destination", "SyncDefinition.DestinationName", "SyncDefinition.Name", "SyncDefinition.ObjectName", "SyncDefinition.Source", "SyncDefinition.SourceName"], never);
    }

    [Fact]
    public void Every_kind_of_value_is_in_some_example()
    {
        var kinds = DefinitionExamples.Names.SelectMany(part => DefinitionExamples.With(part).Mappings).SelectMany(mapping => WithParts(mapping.Value)).Select(value => value.GetType()).Distinct();

        Assert.Equal(
            typeof(MappedValue).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(MappedValue))).Select(type => type.Name).Order(StringComparer.Ordinal),
            kinds.Select(kind => kind.Name).Order(StringComparer.Ordinal));

        static IEnumerable<MappedValue> WithParts(MappedValue value) => [value, .. value switch
        {
            HashValue hash => WithParts(hash.Of),
            CompoundValue compound => compound.Parts.SelectMany(WithParts),
            _ => [],
        }];
    }

    private static IEnumerable<string> Untouched(Type type, object plain, IEnumerable<object> examples) => Properties(type)
        .Where(property => examples.All(example => Same(property.GetValue(plain), property.GetValue(example))))
        .Select(property => $"{type.Name}.{property.Name}");

    private static void AssertSame(object expected, object actual)
    {
        foreach (var property in Properties(expected.GetType()))
            Assert.True(Same(property.GetValue(expected), property.GetValue(actual)), $"{expected.GetType().Name}.{property.Name} differs.");
    }

    private static bool Same(object? expected, object? actual) => (expected, actual) switch
    {
        (Model or AllColumns, { } other) => Properties(expected.GetType()).All(property => Same(property.GetValue(expected), property.GetValue(other))),
        (string, _) => expected.Equals(actual),
        (IEnumerable many, IEnumerable others) => many.Cast<object>().ToList() is var one && others.Cast<object>().ToList() is var two
            && one.Count == two.Count && one.Zip(two).All(pair => Same(pair.First, pair.Second)),
        _ => Equals(expected, actual),
    };

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.Name, StringComparer.Ordinal);
}
