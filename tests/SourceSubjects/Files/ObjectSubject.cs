using System.Globalization;

namespace Census.Sync.SourceSubjects;

/// <summary>Objects of the application: rows of texts here, which the columns turn into values.</summary>
public sealed class ObjectSubject : SourceSubject
{
    private SourceTable _table = new([], []);
    private int _open;
    private int _failsAt = -1;

    public override string TextType => "text";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("long", FieldType.Integer, ("-9223372036854775808", "Integer -9223372036854775808"), ("9223372036854775807", "Integer 9223372036854775807")),
        new("bool", FieldType.Boolean, ("true", "Boolean true"), ("false", "Boolean false")),
        new("decimal", FieldType.Decimal, ("79228162514264337593543950335", "Decimal 79228162514264337593543950335"), ("0.0000000000000000000000000001", "Decimal 0.0000000000000000000000000001"), ("1.50", "Decimal 1.5")),
        new("double", FieldType.Float, ("1.7976931348623157E+308", "Float 1.7976931348623157E+308"), ("5E-324", "Float 5E-324"), ("NaN", "Float NaN"), ("-Infinity", "Float -Infinity")),
        new("DateOnly", FieldType.Date, ("0001-01-01", "Date 0001-01-01"), ("9999-12-31", "Date 9999-12-31")),
        new("TimeOnly", FieldType.Time, ("00:00:00", "Time 00:00:00"), ("23:59:59.9999999", "Time 23:59:59.9999999")),
        new("DateTimeOffset", FieldType.DateTime, ("0001-01-01T00:00:00Z", "Instant 0001-01-01T00:00:00Z"), ("9999-12-31T23:59:59.9999999-00:00", "Instant 9999-12-31T23:59:59.9999999Z"), ("2025-01-01T00:00:00+14:00", "Instant 2024-12-31T10:00:00Z")),
        new("DateTime", FieldType.Any, ("0001-01-01T00:00:00", "LocalTimestamp 0001-01-01T00:00:00"), ("9999-12-31T23:59:59.9999999Z", "Instant 9999-12-31T23:59:59.9999999Z")),
        new("Guid", FieldType.String, ("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "String ffffffff-ffff-ffff-ffff-ffffffffffff")),
        new("json", FieldType.Json, ("{\"a\":[1]}", "Json {\"a\":[1]}")),
        new("list", FieldType.String, true, ("", "Array [\"\"]"), ("a,b", "Array [\"a\",\"b\"]")),
        new("text", FieldType.Any, [.. OddTexts.Select(text => (text, $"String {text}"))]),
    ];

    public override string Text(string text) => text;

    public override ValueTask HoldAsync(SourceTable table)
    {
        _table = table;
        return default;
    }

    public override SyncSource Connect() => new ObjectSource<string?[]>(Read, AddColumns);

    // The columns of objects are code.
    public override SyncSource Reconnect(SyncSource source) => Connect();

    public override SyncSource ConnectNowhere() => new ObjectSource<string?[]>(() => throw new InvalidOperationException("The warehouse is closed."), AddColumns);

    public override ValueTask FailInTheMiddleAsync()
    {
        _failsAt = SyncSourceConformance.ManyRecords / 2;
        return default;
    }

    public override ValueTask<int> CountOpenAsync() => new(Volatile.Read(ref _open));

    public override ValueTask DisposeAsync() => default;

    private IEnumerable<string?[]> Read()
    {
        Interlocked.Increment(ref _open);
        try
        {
            for (var i = 0; i < _table.Rows.Count; i++)
            {
                if (i == _failsAt)
                    throw new InvalidOperationException($"{_table.Rows[0][1]} is in the way.");
                yield return [.. _table.Rows[i].Select(cell => cell is null ? null : new string(cell.AsSpan()))];
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private void AddColumns(ObjectColumns<string?[]> columns)
    {
        for (var i = 0; i < _table.Columns.Count; i++)
            Add(columns, i, _table.Columns[i]);
    }

    private static ObjectColumns<string?[]> Add(ObjectColumns<string?[]> columns, int i, SourceColumn column) => column.Type switch
    {
        "long" => columns.Column(column.Name, row => Parsed<long>(row[i])),
        "bool" => columns.Column(column.Name, row => Parsed<bool>(row[i])),
        "decimal" => columns.Column(column.Name, row => Parsed<decimal>(row[i])),
        "double" => columns.Column(column.Name, row => Parsed<double>(row[i])),
        "DateOnly" => columns.Column(column.Name, row => Parsed<DateOnly>(row[i])),
        "TimeOnly" => columns.Column(column.Name, row => Parsed<TimeOnly>(row[i])),
        "DateTimeOffset" => columns.Column(column.Name, row => Parsed<DateTimeOffset>(row[i])),
        "DateTime" => columns.Column(column.Name, row => row[i] is { } cell ? DateTime.Parse(cell, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : (DateTime?)null),
        "Guid" => columns.Column(column.Name, row => Parsed<Guid>(row[i])),
        "json" => columns.Column(column.Name, row => FieldValue.FromJson(row[i]), FieldType.Json),
        "list" => columns.Column(column.Name, row => row[i] is { } cell ? FieldValue.FromArray([.. cell.Split(',').Select(part => (FieldValue)part)]) : FieldValue.Null, FieldType.String, isArray: true),
        _ => columns.Column(column.Name, row => FieldValue.From(row[i])),
    };

    private static T? Parsed<T>(string? cell)
        where T : struct, IParsable<T> => cell is null ? null : T.Parse(cell, CultureInfo.InvariantCulture);
}
