namespace Census.Sync.ConformanceTests;

public abstract partial class SyncSourceConformance
{
    [Fact]
    public async Task The_schema_is_known_at_once_and_that_of_every_batch()
    {
        var table = People(25);
        await Subject.HoldAsync(table);

        await using var read = await Subject.Connect().OpenReadAsync(Options(10), Cancellation);

        Assert.Equal(Subject.FieldsOf(table), read.Schema.Select(field => field.Name));
        await foreach (var batch in read.Batches.WithCancellation(Cancellation))
            Assert.Same(read.Schema, batch.Schema);
    }

    [Fact]
    public async Task The_schema_alone_is_that_of_a_read()
    {
        var source = await ConnectAsync(5);

        var schema = await source.GetSchemaAsync(Options(10), Cancellation);

        await using var read = await source.OpenReadAsync(Options(10), Cancellation);
        Assert.Equal(read.Schema.ToList(), [.. schema]);
    }

    [Fact]
    public async Task Columns_keep_odd_names_also_those_that_differ_in_case_alone()
    {
        var names = Subject.OddNames;
        var table = new SourceTable(
            [Column("Id"), .. names.Select(name => Column(name))],
            [[Subject.Text("1"), .. names.Select(name => Subject.Text($"value of {name}"))]]);
        await Subject.HoldAsync(table);

        var (schema, rows) = await ReadValuesAsync(Subject.Connect());

        Assert.Equal(Subject.FieldsOf(table), schema.Select(field => field.Name));
        var row = Assert.Single(rows);
        Assert.All(names, name => Assert.Equal($"String value of {name}", row[Subject.FieldOf(name)]));
    }

    [Fact]
    public async Task A_schema_that_changed_is_that_of_the_next_read()
    {
        var (first, second) = (Subject.Types[0], Subject.Types[1]);
        string?[] Row(SourceType type, int of) => [Subject.Text("1"), type.Values[of % type.Values.Count].Cell];
        await Subject.HoldAsync(new([Column("Id"), Column("Moved", first.Name)], [Row(first, 0)]));
        var source = Subject.Connect();
        var before = await ReadValuesAsync(source);

        await Subject.HoldAsync(new([Column("Id"), Column("Added"), Column("Moved", second.Name)], [[Subject.Text("1"), Subject.Text("new"), second.Values[0].Cell]]));
        source = Subject.Reconnect(source);
        var after = await ReadValuesAsync(source);
        var schema = await source.GetSchemaAsync(Options(), Cancellation);

        Assert.NotEqual(-1, after.Schema.IndexOf("Added"));
        Assert.Equal(first.Values[0].Value, before.Rows[0]["Moved"]);
        Assert.False(before.Rows[0].ContainsKey("Added"));
        Assert.Equal(("String new", second.Values[0].Value), (after.Rows[0]["Added"], after.Rows[0]["Moved"]));
        Assert.Equal(second.Type, after.Schema[after.Schema.IndexOf("Moved")].Type);
        Assert.Equal(after.Schema.ToList(), [.. schema]);
    }

    [Fact]
    public async Task A_column_that_vanished_is_no_column_of_the_next_read_rather_than_one_of_nulls()
    {
        await Subject.HoldAsync(new([Column("Id"), Column("Gone"), Column("Name")], [[Subject.Text("1"), Subject.Text("x"), Subject.Text("Acme")]]));
        var source = Subject.Connect();
        await ReadValuesAsync(source);

        await Subject.HoldAsync(new([Column("Id"), Column("Name")], [[Subject.Text("1"), Subject.Text("Acme")]]));
        source = Subject.Reconnect(source);
        var (schema, rows) = await ReadValuesAsync(source);

        Assert.Equal(-1, schema.IndexOf("Gone"));
        Assert.Equal("String Acme", Assert.Single(rows)["Name"]);
        Assert.Equal(-1, (await source.GetSchemaAsync(Options(), Cancellation)).IndexOf("Gone"));
    }
}
