using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Census.Sync.Tests.Definitions;

/// <summary>The published schema and the reader know the same things.</summary>
public sealed class SchemaTests
{
    private static readonly string s_text = ReadSchema();
    private static readonly JsonSchema s_schema = JsonSchema.FromText(s_text);

    public static TheoryData<string> Parts => DefinitionExamples.PartNames;

    public static TheoryData<string, FieldValue> Constants => DefinitionExamples.Constants;

    /// <summary>A definition of each shape, without the mistake that is put in.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "operation", "\"upsurt\"" }, { "name", "\" \"" }, { "name", "7" }, { "first_run", "\"x\"" }, { "after", "[1]" }, { "mappings", "[]" }, { "mappings", "{}" },
        { "retry", "{\"immediate_tries\":0}" }, { "retry", "{\"maximum_tries\":0}" }, { "retry", "{\"first_wait\":\"24:00:00\"}" }, { "retry", "{\"first_wait\":\"-01:00:00\"}" },
        { "retry", "{\"maximum_wait\":60}" }, { "retry", "{\"x\":1}" }, { "log_records", "{\"payloads\":\"all\"}" }, { "log_records", "{\"maximum_records\":0}" }, { "log_records", "true" },
        { "guards", "{\"changed_share\":2}" }, { "guards", "{\"deleted_maximum\":-1}" }, { "guards", "{\"x\":1}" }, { "source", "{}" }, { "unknown", "1" },
        { "source", "{\"connection\":\"list\",\"object\":{\"type\":\"sql\",\"name\":\"x\"}}" }, { "source", "{\"connection\":\"list\",\"cursor\":{}}" }, { "source", "{\"connection\":\"list\",\"cursor\":{\"column\":\"at\",\"overlap\":\"5m\"}}" },
        { "source", "{\"connection\":\"list\",\"cursor\":{\"column\":\"at\",\"overlap\":\"-00:05:00\"}}" }, { "source", "{\"connection\":\"list\",\"cursor\":{\"column\":\"at\",\"number_overlap\":-1}}" },
        { "destination", "{\"connection\":\"memory\"}" },
        { "send_changes_as_versions", "null" }, { "mirror_strategy", "\"swap\"" }, { "field_normalization", "\"snake_case\"" }, { "except_columns", "[]" }, { "field_behavior", "\"all\"" },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void What_is_written_fits_the_schema(string part) => AssertFits(SyncDefinitionFile.ToJson(DefinitionExamples.With(part)));

    [Theory]
    [MemberData(nameof(Constants))]
    public void Constants_fit_the_schema(string what, FieldValue value)
    {
        Assert.NotEmpty(what);
        AssertFits(SyncDefinitionFile.ToJson(DefinitionExamples.WithConstant(value)));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_the_reader_refuses_the_schema_refuses(string property, string value)
    {
        var definition = JsonNode.Parse(SyncDefinitionFile.ToJson(DefinitionExamples.With("nothing")))!.AsObject();
        definition[property] = JsonNode.Parse(value);
        var json = definition.ToJsonString();

        Assert.Throws<SyncDefinitionException>(() => SyncDefinitionFile.Parse(json, "x"));
        Assert.False(Evaluate(json).IsValid);
    }

    [Fact]
    public void Schema_and_reader_know_the_same_properties()
    {
        // The reader names the properties that it knows when it meets one that it does not know.
        (string[] Path, string Definition, string SchemaPath)[] shapes =
        [
            ([], Whole, "$"),
            (["source"], Whole, "$.properties.source"),
            (["destination"], Whole, "$.properties.destination"),
            (["guards"], Whole, "$.properties.guards"),
            (["retry"], Set(Whole, ["retry"], new JsonObject()), "$.properties.retry"),
            (["log_records"], Set(Whole, ["log_records"], new JsonObject()), "$.properties.log_records"),
            (["mappings", "0"], Whole, "$.$defs.mapping"),
            (["source", "object", "parameters", "0"], Set(Whole, ["source", "object"], JsonNode.Parse("""{"type":"sql","parameters":[{}]}""")!), "$.$defs.parameter"),
            .. Enumerable.Range(0, Json("$.$defs.sourceObject.oneOf").AsArray().Count)
                .Select(i => (new[] { "source", "object" }, WithSourceObject(TypeOf($"$.$defs.sourceObject.oneOf.{i}")), $"$.$defs.sourceObject.oneOf.{i}")),
            .. Enumerable.Range(0, Json("$.$defs.from.oneOf").AsArray().Count)
                .Select(i => (new[] { "mappings", "0", "from" }, WithFrom(TypeOf($"$.$defs.from.oneOf.{i}")), $"$.$defs.from.oneOf.{i}")),
        ];

        Assert.All(shapes, shape => Assert.Equal(
            Json(shape.SchemaPath + ".properties").AsObject().Select(property => property.Key).Order(StringComparer.Ordinal),
            KnownToReader(shape.Definition, shape.Path).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Schema_and_reader_know_the_same_words()
    {
        Assert.Equal(Words("$.properties.operation"), KnownWords("operation", Set(Whole, ["operation"], "?")));
        Assert.Equal(Words("$.properties.mirror_strategy"), KnownWords("mirror_strategy", Set(Whole, ["mirror_strategy"], "?")));
        Assert.Equal(Words("$.properties.first_run"), KnownWords("first_run", Set(Whole, ["first_run"], "?")));
        Assert.Equal(Words("$.properties.log_records.properties.payloads"), KnownWords("payloads", Set(Whole, ["log_records"], JsonNode.Parse("""{"payloads":"?"}""")!)));
        Assert.Equal(Words("$.properties.field_behavior"), KnownWords("field_behavior", Set(Whole, ["field_behavior"], "?")));
        Assert.Equal(Words("$.properties.field_normalization"), KnownWords("field_normalization", Set(Whole, ["field_normalization"], "?")));
        Assert.Equal(
            Json("$.$defs.from.oneOf").AsArray().Single(shape => (string?)shape!["properties"]!["type"]!["const"] == "sync_metadata")!["properties"]!["data"]!["enum"]!.AsArray().Select(word => (string)word!),
            KnownWords("sync metadata", Set(Whole, ["mappings", "0", "from"], JsonNode.Parse("""{"type":"sync_metadata","data":"?"}""")!)));
        Assert.Equal(Words("$.$defs.mapping.properties.field_type"), KnownWords("field_type", Set(Whole, ["mappings", "0", "field_type"], "?")));
        Assert.Equal(
            Json("$.$defs.sourceObject.oneOf").AsArray().SelectMany(shape => WordsOf(shape!["properties"]!["type"]!)).Order(StringComparer.Ordinal),
            KnownWords("type", WithSourceObject("?")).Order(StringComparer.Ordinal));
        Assert.Equal(
            Json("$.$defs.from.oneOf").AsArray().SelectMany(shape => WordsOf(shape!["properties"]!["type"]!)).Order(StringComparer.Ordinal),
            KnownWords("kind of mapping", WithFrom("?")).Order(StringComparer.Ordinal));
        Assert.Equal(
            Words("$.$defs.constant.properties.basic_type"),
            KnownWords("basic_type", Set(Whole, ["mappings", "0", "from"], new JsonObject { ["type"] = "constant_value", ["data"] = new JsonObject { ["value"] = 1, ["basic_type"] = "?" } })));
    }

    [Fact]
    public void Defaults_of_the_schema_are_those_of_the_reader()
    {
        var (guards, standard) = (Json("$.properties.guards.properties").AsObject(), new SyncGuards());

        Assert.Equal(
            [standard.ChangedShare, standard.ChangedMinimum, standard.HoldOnEmptySource, standard.DeletedShare, standard.DeletedMaximum, standard.KeepAdopted, standard.KeepOnUnreadableRows,
                standard.KeepInvalid, standard.KeepOnTruncatedRead],
            guards.Select(guard => guard.Value!["default"]!.GetValueKind() switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => (object)false,
                _ when guard.Value["default"]!.ToJsonString().Contains('.', StringComparison.Ordinal) => guard.Value["default"]!.GetValue<double>(),
                _ => guard.Value["default"]!.GetValue<long>(),
            }));
    }

    [Fact]
    public void Defaults_of_retry_and_log_are_those_of_the_reader()
    {
        var (retry, log) = (new RecordRetryOptions(), new RecordLogOptions());

        Assert.Equal([$"{retry.ImmediateTries}", $"{retry.FirstWait:c}", $"{retry.MaximumWait:c}", $"{retry.MaximumTries}"], Defaults("retry"));
        Assert.Equal(["none", $"{log.Succeeded}".ToLowerInvariant(), $"{log.Retention:c}", $"{log.MaximumRecords}"], Defaults("log_records"));

        static IEnumerable<string> Defaults(string property) =>
            Json($"$.properties.{property}.properties").AsObject().Select(option => option.Value!["default"]!.ToString());
    }

    private const string Whole = """
        {
          "source": { "connection": "list", "object": { "type": "table", "name": "t" } },
          "destination": { "connection": "memory", "object": "Thing" },
          "operation": "upsert",
          "mappings": [{ "from": { "type": "column", "data": "id" }, "to": "Id", "is_primary_identifier": true }],
          "guards": { }
        }
        """;

    private static string WithSourceObject(string type) => Set(Whole, ["source", "object"], new JsonObject { ["type"] = type });

    private static string WithFrom(string type) => Set(Whole, ["mappings", "0", "from"], new JsonObject { ["type"] = type });

    private static string TypeOf(string schemaPath) => WordsOf(Json(schemaPath + ".properties.type")).First();

    private static IEnumerable<string> Words(string path) => WordsOf(Json(path));

    private static IEnumerable<string> WordsOf(JsonNode node) =>
        node["const"] is { } single ? [single.GetValue<string>()] : node["enum"]!.AsArray().Select(word => word!.GetValue<string>());

    private static IEnumerable<string> KnownToReader(string definition, string[] path) => Listed(Set(definition, [.. path, "?!"], 1), "There is no property '?!' here. The properties are: ");

    private static IEnumerable<string> KnownWords(string what, string definition) => Listed(definition, $"There is no {what} '?'. It is one of: ");

    private static string[] Listed(string definition, string beginning)
    {
        var exception = Assert.Throws<SyncDefinitionException>(() => SyncDefinitionFile.Parse(definition, "x"));
        return Assert.Single(exception.Problems, problem => problem.Message.StartsWith(beginning, StringComparison.Ordinal)).Message[beginning.Length..].TrimEnd('.').Split(", ");
    }

    private static string Set(string definition, string[] path, JsonNode value)
    {
        var root = JsonNode.Parse(definition)!;
        Follow(root, path[..^1]).AsObject()[path[^1]] = value;
        return root.ToJsonString();
    }

    private static JsonNode Json(string path) => Follow(JsonNode.Parse(s_text)!, path.Split('.')[1..]);

    private static JsonNode Follow(JsonNode node, IEnumerable<string> path)
    {
        foreach (var step in path)
            node = node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!;
        return node;
    }

    private static void AssertFits(string json)
    {
        var result = Evaluate(json);
        Assert.True(result.IsValid, string.Join("\n", (result.Details ?? []).Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation} {string.Join(", ", detail.Errors!.Values)}")) + json);
    }

    private static EvaluationResults Evaluate(string json)
    {
        using var document = JsonDocument.Parse(json);
        return s_schema.Evaluate(document.RootElement, new() { OutputFormat = OutputFormat.List });
    }

    private static string ReadSchema()
    {
        using var reader = new StreamReader(typeof(SchemaTests).Assembly.GetManifestResourceStream("sync.schema.json")!);
        return reader.ReadToEnd();
    }
}
