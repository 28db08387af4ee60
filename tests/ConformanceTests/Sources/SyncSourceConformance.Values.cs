namespace Census.Sync.ConformanceTests;

public abstract partial class SyncSourceConformance
{
    [Fact]
    public async Task Every_type_keeps_its_values_at_their_extremes()
    {
        var types = Subject.Types;
        var count = types.Max(type => type.Values.Count);
        await Subject.HoldAsync(TypedTable(Enumerable.Range(0, count).Select(row => types.Select(type => (string?)type.Values[row % type.Values.Count].Cell))));

        var (schema, rows) = await ReadValuesAsync(Subject.Connect());

        Assert.Equal(
            types.Select((type, i) => (NameOfColumn(i), type.Name, type.Type, type.IsArray)),
            types.Select((type, i) => (NameOfColumn(i), type.Name, schema[schema.IndexOf(NameOfColumn(i))].Type, schema[schema.IndexOf(NameOfColumn(i))].IsArray)));
        Assert.Equal(count, rows.Count);
        for (var row = 0; row < count; row++)
            Assert.Equal(types.Select(type => $"{type.Name}: {type.Values[row % type.Values.Count].Value}"), types.Select((type, i) => $"{type.Name}: {rows[row][NameOfColumn(i)]}"));
    }

    [Fact]
    public async Task Null_in_each_column_is_null_and_moves_no_other_value()
    {
        // One row for each column, which is null there, and one that is null everywhere.
        var types = Subject.Types;
        await Subject.HoldAsync(TypedTable(Enumerable.Range(0, types.Count + 1).Select(row =>
            types.Select((type, column) => row == column || row == types.Count ? null : type.Values[0].Cell))));

        var (_, rows) = await ReadValuesAsync(Subject.Connect());

        Assert.Equal(types.Count + 1, rows.Count);
        for (var row = 0; row <= types.Count; row++)
        {
            Assert.Equal(
                types.Select((type, column) => $"{type.Name}: {(row == column || row == types.Count ? "no value" : type.Values[0].Value)}"),
                types.Select((type, column) => $"{type.Name}: {rows[row][NameOfColumn(column)]}"));
        }
    }

    private static string NameOfColumn(int type) => $"c{type:00}";

    private SourceTable TypedTable(IEnumerable<IEnumerable<string?>> rows) => new(
        [Column("Id"), .. Subject.Types.Select((type, i) => Column(NameOfColumn(i), type.Name))],
        [.. rows.Select((row, i) => (string?[])[Subject.Text(IdOf(i)), .. row])]);
}
