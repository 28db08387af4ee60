namespace Census.Sync.Abstractions.Tests.Records;

public sealed class RecordSchemaTests
{
    [Fact]
    public void Fields_keep_their_order_and_are_found_by_name()
    {
        var schema = new RecordSchema([new SchemaField("Id", FieldType.Integer), new SchemaField("Tags", FieldType.String, IsArray: true), new SchemaField("id")]);

        Assert.Equal(["Id", "Tags", "id"], schema.Select(field => field.Name));
        Assert.Equal((0, 1, 2, -1), (schema.IndexOf("Id"), schema.IndexOf("Tags"), schema.IndexOf("id"), schema.IndexOf("ID")));
        Assert.Equal((FieldType.String, true), (schema[1].Type, schema[1].IsArray));
        Assert.Equal("Id, Tags, id", schema.ToString());
        Assert.Equal(3, schema.Count);
    }

    [Fact]
    public void Two_fields_of_one_name_are_refused_by_that_name()
    {
        var error = Assert.Throws<ArgumentException>(() => new RecordSchema("a", "b", "a"));

        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_needs_a_name()
    {
        Assert.Throws<ArgumentException>(() => new RecordSchema("a", ""));
        Assert.ThrowsAny<ArgumentException>(() => new RecordSchema("a", null!));
        Assert.ThrowsAny<ArgumentException>(() => new RecordSchema((IEnumerable<SchemaField>)null!));
    }

    [Fact]
    public void A_schema_does_not_follow_the_list_it_was_made_of()
    {
        List<SchemaField> fields = [new("a")];
        var schema = new RecordSchema(fields);

        fields.Add(new("b"));

        Assert.Equal(["a"], schema.Select(field => field.Name));
    }

    [Fact]
    public void A_schema_may_be_empty()
    {
        var schema = new RecordSchema();

        Assert.Empty(schema);
        Assert.Equal(-1, schema.IndexOf("a"));
    }
}
