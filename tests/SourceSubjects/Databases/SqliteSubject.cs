using System.Data.Common;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;

namespace Census.Sync.SourceSubjects;

/// <summary>A SQLite database in a file of its own.</summary>
public sealed class SqliteSubject : DatabaseSubject
{
    private readonly TemporaryFolder _folder = new();

    public override string TextType => "text";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("integer", FieldType.Any, ("-9223372036854775808", "Integer -9223372036854775808"), ("9223372036854775807", "Integer 9223372036854775807")),
        new("real", FieldType.Any, ("1.7976931348623157e308", "Float 1.7976931348623157E+308"), ("5e-324", "Float 5E-324"), ("9e999", "Float Infinity")),
        new("blob", FieldType.Any, ("x''", "Bytes "), ("x'00ff'", "Bytes 00ff")),
        new("blob", FieldType.Any, ("'12345678901234567890.1234'", "String 12345678901234567890.1234"), ("1", "Integer 1"), ("1.5", "Float 1.5"), ("x'01'", "Bytes 01")),
        new("text", FieldType.Any, [.. OddTexts.Select(text => (Text(text), $"String {text}"))]),
    ];

    protected override DbDataSource DataSource => SqliteFactory.Instance.CreateDataSource($"Data Source={File};Pooling=False");

    private string File => _folder.File("data.db");

    public override SyncSource ConnectNowhere() =>
        new DbSource(SqliteFactory.Instance.CreateDataSource("Data Source=/nowhere/at/all.db;Mode=ReadOnly"));

    public override ValueTask FailInTheMiddleAsync()
    {
        // Turning the sign of the smallest number is an error.
        Read($"select Id, Name, case when Id = 'id-{FailingRow}' then abs(-9223372036854775801 - length(Id)) else 1 end as n from {Table}");
        return default;
    }

    public override ValueTask<int> CountOpenAsync() => new(OpenFiles.Count(File));

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }
}
