using System.Text;
using Census.Sync;
using Census.Sync.Sources;

namespace Snippets.Sources;

/// <summary>Files and the application's own objects as sources.</summary>
public static class Files
{
    public sealed record Customer(string Name, long? Seats, decimal? Arr, DateOnly? RenewsOn, IReadOnlyList<string> Tags);

    public static CsvSource Csv(string path)
    {
        #region csv
        var source = new CsvSource(path, new() { Delimiter = ';', Encoding = Encoding.Latin1 });   // without options: a comma, UTF-8
        #endregion
        return source;
    }

    public static JsonLinesSource JsonLines(string path)
    {
        #region jsonlines
        var source = new JsonLinesSource(path, new() { Fields = [new("name"), new("seats", FieldType.Integer), new("tags", FieldType.String, true)] });
        #endregion
        return source;
    }

    public static ObjectSource<Customer> Objects(Func<CancellationToken, IAsyncEnumerable<Customer>> readCustomers)
    {
        #region objects
        var source = new ObjectSource<Customer>(
            cancellationToken => readCustomers(cancellationToken),
            columns => columns
                .Column("name", customer => FieldValue.From(customer.Name), FieldType.String)
                .Column("seats", customer => customer.Seats)
                .Column("arr", customer => customer.Arr)
                .Column("renews_on", customer => customer.RenewsOn)
                .Column("tags", customer => FieldValue.FromArray([.. customer.Tags]), FieldType.String, isArray: true));
        #endregion
        return source;
    }
}
