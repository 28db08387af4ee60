namespace Census.Sync.Tests.Definitions;

/// <summary>What is wrong in a definition is told with its line and path, all of it at once.</summary>
public sealed class DefinitionErrorTests
{
    private const string Good = """
        {
          "source": { "connection": "list" },
          "destination": { "connection": "memory", "object": "Thing" },
          "operation": "upsert",
          "mappings": [
            { "from": { "type": "column", "data": "id" }, "to": "Id", "is_primary_identifier": true },
            { "from": { "type": "column", "data": "name" }, "to": "Name" }
          ],
          "guards": { "changed_share": 0.5 },
          "after": ["x"]
        }
        """;

    /// <summary>What is replaced in a good definition, by what, and the problem that comes of it.</summary>
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "\"operation\": \"upsert\"", "\"operation\": \"upsurt\"", "x(4): $.operation: There is no operation 'upsurt'. It is one of: upsert, update, create, mirror, append, delete." },
        { "\"operation\": \"upsert\"", "\"operation\": \"Upsert\"", "x(4): $.operation: There is no operation 'Upsert'. It is one of: upsert, update, create, mirror, append, delete." },
        { "\"operation\": \"upsert\"", "\"operation\": null", "x(4): $.operation: Text belongs here, not null." },
        { "\"operation\": \"upsert\",", "", "x(1): $: The property 'operation' is missing." },
        { "\"operation\": \"upsert\"", "\"operation\": \"upsert\", \"Operation\": \"upsert\"", "x(4): $.Operation: There is no property 'Operation' here. The properties are: $schema, name, source, operation, destination, mirror_strategy, mappings, field_behavior, field_normalization, except_columns, send_changes_as_versions, first_run, guards, retry, log_records, after." },
        { "\"operation\": \"upsert\"", "\"operation\": \"upsert\",\n\"operation\": \"update\"", "x(5): $.operation: The property 'operation' is given twice. Keep one." },
        { "\"operation\": \"upsert\"", "\"operation\": \"upsert\", \"name\": 7", "x(4): $.name: Text belongs here, not a number." },
        { "\"operation\": \"upsert\"", "\"operation\": \"upsert\", \"name\": \"a\\u0000b\"", "x(4): $.name: The name of a sync, which is that of the file unless the property 'name' gives one, has at most 200 characters and no control characters." },
        { "\"operation\": \"upsert\"", "\"operation\": \"upsert\", \"first_run\": \"sent_all\"", "x(4): $.first_run: There is no first_run 'sent_all'. It is one of: send_all, trust_source, skip_existing, adopt_matching." },
        { "\"operation\": \"upsert\"", "\"operation\": \"upsert\", \"send_changes_as_versions\": 1", "x(4): $.send_changes_as_versions: True or false belongs here, not a number." },
        { "\"operation\": \"upsert\"", "\"operation\": \"upsert\", \"send_changes_as_versions\": true", "x(1): $: The sync sends changes as versions, which needs CreateOnly and a key of one column." },
        { "{ \"connection\": \"list\" }", "\"list\"", "x(2): $.source: An object belongs here, not text." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \" \" }", "x(2): $.source.connection: The text is empty." },
        { "{ \"connection\": \"list\" }", "{ }", "x(2): $.source: The property 'connection' is missing." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"object\": { \"type\": \"tabel\", \"name\": \"t\" } }", "x(2): $.source.object.type: There is no type 'tabel'. It is one of: sql, sql_file, table, view." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"object\": { \"type\": \"table\" } }", "x(2): $.source.object: The property 'name' is missing." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"object\": { \"type\": \"sql\", \"query\": \"select 1\", \"path\": \"x\" } }", "x(2): $.source.object.path: There is no property 'path' here. The properties are: type, query, parameters." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"object\": { \"type\": \"sql\", \"query\": \"select 1\", \"parameters\": [{ \"name\": \"a\", \"value\": 1 }, { \"name\": \"a\", \"value\": 1 }] } }", "x(2): $.source.object.parameters[1]: The parameter 'a' is given twice." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"object\": { \"type\": \"sql\", \"query\": \"select 1\", \"parameters\": [{ \"value\": 1, \"basic_type\": \"date\", \"x\": 1 }] } }", "x(2): $.source.object.parameters[0]: The property 'name' is missing.|x(2): $.source.object.parameters[0].x: There is no property 'x' here. The properties are: name, basic_type, value.|x(2): $.source.object.parameters[0].value: The value is no date" },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"object\": { \"type\": \"view\", \"name\": \"v\", \"parameters\": [] } }", "x(2): $.source.object.parameters: There is no property 'parameters' here. The properties are: type, name." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"cursor\": \"at\" }", "x(2): $.source.cursor: An object belongs here, not text." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"cursor\": { } }", "x(2): $.source.cursor: The property 'column' is missing." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"cursor\": { \"column\": \"\" } }", "x(2): $.source.cursor.column: The text is empty." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"cursor\": { \"column\": \"at\", \"overlap\": \"5 minutes\" } }", "x(2): $.source.cursor.overlap: The overlap is no time: write 00:05:00 for five minutes, or 1.00:00:00 for a day." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"cursor\": { \"column\": \"at\", \"overlap\": \"-00:05:00\" } }", "x(2): $.source.cursor.overlap: The overlap is no time: write 00:05:00 for five minutes" },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"cursor\": { \"column\": \"at\", \"number_overlap\": -1 } }", "x(2): $.source.cursor.number_overlap: A whole number that is not negative belongs here." },
        { "{ \"connection\": \"list\" }", "{ \"connection\": \"list\", \"cursor\": { \"column\": \"at\", \"lag\": 1 } }", "x(2): $.source.cursor.lag: There is no property 'lag' here. The properties are: column, overlap, number_overlap." },
        { "{ \"connection\": \"list\" },\n  \"destination\": { \"connection\": \"memory\", \"object\": \"Thing\" },\n  \"operation\": \"upsert\"", "{ \"connection\": \"list\", \"cursor\": { \"column\": \"at\" } },\n  \"destination\": { \"connection\": \"memory\", \"object\": \"Thing\" },\n  \"operation\": \"mirror\"", "x(2): $.source.cursor: The sync is a mirror, which has to see every row to know which are gone, so it can have no cursor column." },
        { "\"object\": \"Thing\"", "\"object\": \"\"", "x(3): $.destination.object: The text is empty." },
        { "\"object\": \"Thing\"", "\"objects\": \"Thing\"", "x(3): $.destination: The property 'object' is missing.|x(3): $.destination.objects: There is no property 'objects' here. The properties are: connection, object." },
        { "\"is_primary_identifier\": true", "\"is_primary_identifier\": \"true\"", "x(6): $.mappings[0].is_primary_identifier: True or false belongs here, not text." },
        { ", \"is_primary_identifier\": true", "", "x(1): $: The sync needs Key(...): a column that identifies a record, and the field it is compared with." },
        { "\"to\": \"Name\"", "\"to\": \"Id\"", "x(7): $.mappings[1]: The sync maps the field 'Id' twice." },
        { "\"to\": \"Name\"", "\"too\": \"Name\"", "x(7): $.mappings[1]: The property 'to' is missing.|x(7): $.mappings[1].too: There is no property 'too' here." },
        { "\"to\": \"Name\"", "\"to\": \"Name\", \"field_type\": \"datetime\"", "x(7): $.mappings[1].field_type: There is no field_type 'datetime'. It is one of: any, boolean, integer, decimal, float, string, date, date_time, time, local_date_time, bytes, json." },
        { "\"to\": \"Name\"", "\"to\": \"Name\", \"lookup_field\": []", "x(7): $.mappings[1].lookup_field: Text belongs here, not a list." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "\"name\"", "x(7): $.mappings[1].from: An object belongs here, not text." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"column\" }", "x(7): $.mappings[1].from: The property 'data' is missing." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"liquid_template\", \"data\": \"name\" }", "x(7): $.mappings[1].from.type: There is no kind of mapping 'liquid_template'. It is one of: " },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"column\", \"data\": \"name\", \"a b\": 1 }", "x(7): $.mappings[1].from['a b']: There is no property 'a b' here. The properties are: type, data, path." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": \"gold\" }", "x(7): $.mappings[1].from.data: An object belongs here, not text." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"basic_type\": \"text\" } }", "x(7): $.mappings[1].from.data: The property 'value' is missing." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": 1, \"basic_type\": \"int\" } }", "x(7): $.mappings[1].from.data.basic_type: There is no basic_type 'int'. It is one of: text, number," },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": 1, \"basic_type\": \"text\" } }", "x(7): $.mappings[1].from.data.value: The value is no text." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": \"1\", \"basic_type\": \"number\" } }", "x(7): $.mappings[1].from.data.value: The value is no number." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": \"2026-02-30\", \"basic_type\": \"date\" } }", "x(7): $.mappings[1].from.data.value: The value is no date: write 2026-01-31." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": \"2026-01-31T00:00:00\", \"basic_type\": \"datetime\" } }", "x(7): $.mappings[1].from.data.value: The value is no datetime: write 2026-01-31T09:30:00Z, with Z or an offset." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": \"%\", \"basic_type\": \"bytes\" } }", "x(7): $.mappings[1].from.data.value: The value is no bytes: write base64." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": 1e999, \"basic_type\": \"float\" } }", "x(7): $.mappings[1].from.data.value: The value is no float." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": { \"a\": [1,] } } }", "x(7): $.mappings[1].from.data.value: A value that is sent as JSON holds neither comments nor a comma before a closing bracket." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": [\"a\", { \"value\": \"x\", \"basic_type\": \"date\" }] } }", "x(7): $.mappings[1].from.data.value[1].value: The value is no date" },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"column\", \"data\": \"name\", \"path\": \"a..b\" }", "x(7): $.mappings[1].from: " },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"sync_metadata\", \"data\": \"run\" }", "x(7): $.mappings[1].from.data: There is no sync metadata 'run'. It is one of: sync_run_id, sync_run_started_at, sync_name, object_name." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"hash\", \"data\": \"name\" }", "x(7): $.mappings[1].from.data: An object belongs here, not text." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"hash\", \"data\": { \"type\": \"sync_metadata\", \"data\": \"sync_name\" } }", "x(7): $.mappings[1].from: What is known of a run cannot be hashed: it is the same for all records." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"compound\", \"separator\": \"-\", \"data\": [{ \"type\": \"column\", \"data\": \"a\" }] }", "x(7): $.mappings[1].from: A compound value has two parts at least." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"compound\", \"data\": [{ \"type\": \"column\", \"data\": \"a\" }, { \"type\": \"colum\", \"data\": \"a\" }, 1] }", "x(7): $.mappings[1].from.data[1].type: There is no kind of mapping 'colum'.|x(7): $.mappings[1].from.data[2]: An object belongs here, not a number." },
        { "{ \"type\": \"column\", \"data\": \"name\" }", "{ \"type\": \"constant_value\", \"data\": { \"value\": null } }, \"sync_null_values\": false", "x(7): $.mappings[1]: The sync gives the field 'Name' null and never sends it." },
        { "\"to\": \"Name\"", "\"to\": \"Name\", \"lookup_field\": \"x\", \"field_type\": \"date\"", "x(7): $.mappings[1]: The sync gives the field 'Name' a type, but" },
        { "\"operation\": \"upsert\"", "\"operation\": \"upsert\", \"field_normalization\": \"snake_case\"", "x(4): $.field_normalization: This says how all columns are mapped, which needs " },
        { "\"operation\": \"upsert\"", "\"operation\": \"upsert\", \"field_behavior\": \"specific_properties\", \"except_columns\": [\"a\"]", "x(4): $.except_columns: This says how all columns are mapped" },
        { "\"changed_share\": 0.5", "\"changed_share\": 50", "x(9): $.guards.changed_share: The share is a number from 0 to 1." },
        { "\"changed_share\": 0.5", "\"changed_share\": \"0.5\"", "x(9): $.guards.changed_share: A number belongs here, not text." },
        { "\"changed_share\": 0.5", "\"changed_minimum\": -1", "x(9): $.guards.changed_minimum: A whole number that is not negative belongs here." },
        { "\"changed_share\": 0.5", "\"changed_minimum\": 1.5", "x(9): $.guards.changed_minimum: A whole number that is not negative belongs here." },
        { "\"changed_share\": 0.5", "\"changed_minimum\": 99999999999999999999", "x(9): $.guards.changed_minimum: A whole number that is not negative belongs here." },
        { "\"guards\": {", "\"retry\": { \"immediate_tries\": 0 }, \"guards\": {", "x(9): $.retry.immediate_tries: A whole number from 1 to 2147483647 belongs here." },
        { "\"guards\": {", "\"retry\": { \"maximum_tries\": 0 }, \"guards\": {", "x(9): $.retry.maximum_tries: A whole number from 1 to 2147483647 belongs here." },
        { "\"guards\": {", "\"retry\": { \"first_wait\": \"1 day\" }, \"guards\": {", "x(9): $.retry.first_wait: A time like 12:00:00, or 7.00:00:00 for days, belongs here, from 00:00:00 to 366.00:00:00." },
        { "\"guards\": {", "\"retry\": { \"maximum_wait\": 7 }, \"guards\": {", "x(9): $.retry.maximum_wait: Text belongs here, not a number." },
        { "\"guards\": {", "\"log_records\": { \"retention\": \"00:00:00\" }, \"guards\": {", "x(9): $.log_records.retention: A time like 12:00:00, or 7.00:00:00 for days, belongs here, from 00:00:01 to 3660.00:00:00." },
        { "\"guards\": {", "\"log_records\": { \"payloads\": \"all\" }, \"guards\": {", "x(9): $.log_records.payloads: There is no payloads 'all'. It is one of: none, redacted, full." },
        { "\"changed_share\": 0.5", "\"changedShare\": 0.5", "x(9): $.guards.changedShare: There is no property 'changedShare' here." },
        { "[\"x\"]", "\"x\"", "x(10): $.after: A list belongs here, not text." },
        { "[\"x\"]", "[\"x\", 1]", "x(10): $.after[1]: Text belongs here, not a number." },
        { "[\"x\"]", "[\"\\ud800\"]", "x(10): $.after[0]: The text holds a character that does not exist (half of a surrogate pair)." },
        { "[\"x\"]", "[\"x\"", "x(11): $: The text is no JSON: " },
        { "[\"x\"]\n}", "[\"x\"]\n} }", "x(11): $: The text is no JSON: " },
        { Good, "", "x(1): $: The text is no JSON: " },
        { Good, "[]", "x(1): $: An object belongs here, not a list." },
        { Good, "\n\n7", "x(3): $: An object belongs here, not a number." },
        { Good, "// nothing", "x(1): $: The text is no JSON: " },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_line_and_path(string what, string by, string expected)
    {
        Assert.Contains(what, Good, StringComparison.Ordinal);

        var exception = Assert.Throws<SyncDefinitionException>(() => SyncDefinitionFile.Parse(Good.Replace(what, by, StringComparison.Ordinal), "x"));

        var wanted = expected.Split('|');
        Assert.Equal(wanted.Length, exception.Problems.Count);
        Assert.All(wanted.Zip(exception.Problems), pair => Assert.StartsWith(pair.First, pair.Second.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_definition_without_a_mistake_is_read()
    {
        var sync = SyncDefinitionFile.Parse(Good, "x").Build(DefinitionExamples.Services);

        Assert.Equal(("x", "list", "memory", "Thing", SyncBehavior.UpdateOrCreate), (sync.Name, sync.SourceName, sync.DestinationName, sync.ObjectName, sync.Behavior));
        Assert.Equal(["Id", "Name"], sync.Mappings.Select(mapping => mapping.To));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_in_the_order_of_their_lines()
    {
        var bad = Good.Replace("upsert", "x", StringComparison.Ordinal).Replace("0.5", "7", StringComparison.Ordinal).Replace("\"to\": \"Id\"", "\"to\": 1", StringComparison.Ordinal);

        var exception = Assert.Throws<SyncDefinitionException>(() => SyncDefinitionFile.Parse(bad, "x"));

        Assert.Equal([4, 6, 9], exception.Problems.Select(problem => problem.Line));
        Assert.StartsWith("3 problems in the definitions of syncs:", exception.Message, StringComparison.Ordinal);
        Assert.All(exception.Problems, problem => Assert.Contains(problem.ToString(), exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Comments_closing_commas_and_a_byte_order_mark_are_allowed()
    {
        var commented = Good.Replace("\"upsert\",", "\"upsert\", // an upsert\n/* two\nlines */", StringComparison.Ordinal).Replace("[\"x\"]", "[\"x\",],", StringComparison.Ordinal);

        Assert.Equal("x", SyncDefinitionFile.Parse("\uFEFF" + commented, "x").Name);

        var bad = Assert.Throws<SyncDefinitionException>(() => SyncDefinitionFile.Parse(commented.Replace("0.5", "7", StringComparison.Ordinal), "x"));
        Assert.Equal(11, Assert.Single(bad.Problems).Line);
    }

    [Fact]
    public void A_document_that_nests_without_end_is_no_definition()
    {
        var exception = Assert.Throws<SyncDefinitionException>(() => SyncDefinitionFile.Parse(new string('[', 1_000_000), "x"));

        Assert.Contains("no JSON", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_registered_is_told_with_its_line()
    {
        var sync = SyncDefinitionFile.Parse(Good.Replace("\"list\"", "\"nowhere\"", StringComparison.Ordinal).Replace("\"memory\"", "\"nothing\"", StringComparison.Ordinal), "x");

        var exception = Assert.Throws<SyncDefinitionException>(() => sync.Build(DefinitionExamples.Services));

        Assert.Equal(
            [
                "x(2): $.source.connection: The sync 'x' names the source 'nowhere', which is not registered.",
                "x(3): $.destination.connection: The sync 'x' names the destination 'nothing', which is not registered.",
            ],
            exception.Problems.Select(problem => problem.ToString()));
        Assert.IsType<SyncConfigurationException>(exception, exactMatch: false);
    }

    [Fact]
    public void A_function_that_is_not_registered_is_told_with_the_line_of_its_mapping()
    {
        var sync = SyncDefinitionFile.Parse(
            Good.Replace("{ \"type\": \"column\", \"data\": \"name\" }", """{ "type": "hash", "data": { "type": "computed", "data": "nobody" } }""", StringComparison.Ordinal), "x");

        var exception = Assert.Throws<SyncDefinitionException>(() => sync.Build(DefinitionExamples.Services));

        Assert.Equal("x(7): $.mappings[1]: The sync 'x' names the computed value 'nobody', which is not registered.", exception.Message);
        Assert.Equal("Name", sync.AddComputed("nobody", _ => "x").Build(DefinitionExamples.Services).Mappings[1].To);
    }

    [Fact]
    public void A_sync_with_parts_that_have_no_name_cannot_be_written()
    {
        var sync = new SyncBuilder("s").From(new ConformanceTests.ListSource("id"), Model.Sql("select @a").With("a", FieldValue.Absent)).To(new Support.MemoryDestination(), "Thing", SyncBehavior.UpdateOrCreate)
            .Key("id", "Id").MapComputed("Name", _ => "x").MapConstant("Note", FieldValue.FromJson("{")).Build();

        var exception = Assert.Throws<SyncConfigurationException>(() => SyncDefinitionFile.ToJson(sync));

        Assert.Equal(
            "The sync 's' cannot be written as JSON: its source was given as an object: register it with AddSource and give its name; "
            + "its destination was given as an object: register it with AddDestination and give its name; "
            + "a parameter of its model has a value that is absent; "
            + "the field 'Name' is computed by a function that has no name: register it with AddComputed and name it; "
            + "the field 'Note' has a JSON value that is not well-formed.",
            exception.Message);
    }
}
