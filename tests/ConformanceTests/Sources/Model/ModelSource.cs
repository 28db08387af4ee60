using System.Globalization;

namespace Census.Sync.ConformanceTests;

/// <summary>A source that does everything right, but for one defect if it is told so: what the suite is tested with. Its types are <c>text</c>, <c>number</c> and <c>flag</c>.</summary>
internal sealed class ModelSource(ModelTables? tables, SourceDefect defect) : SyncSource
{
    private RecordSchema? _kept;
    private int _reads;

    /// <summary>The position that reads share by mistake.</summary>
    public int Position { get; set; }

    public SourceDefect Defect => defect;

    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        if (defect != SourceDefect.TakesAnyOptions)
        {
            ArgumentNullException.ThrowIfNull(options);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize, nameof(options));
        }

        if (tables is null)
            throw defect == SourceDefect.FailsInItsOwnWay ? new InvalidOperationException() : new SyncSourceException("There is no such place.");
        if (defect != SourceDefect.OpensWhenCancelled)
            await tables.RunAsync(tellsTheServer: defect != SourceDefect.LetsItRun, cancellationToken);
        if (defect == SourceDefect.CanBeReadOnce && _reads++ > 0)
            throw new SyncSourceException("It was read.");
        return new ModelRead(this, tables, SchemaOf(tables.Table), options, cancellationToken);
    }

    public override async ValueTask<RecordSchema> GetSchemaAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        var schema = await base.GetSchemaAsync(options, cancellationToken);
        return defect == SourceDefect.TellsAnotherSchema ? new(schema.Take(schema.Count - 1)) : schema;
    }

    public override async ValueTask<ConnectionTestResult> TestConnectionAsync(SourceReadOptions options, CancellationToken cancellationToken = default) => defect switch
    {
        SourceDefect.TestsNothing => ConnectionTestResult.Success,
        SourceDefect.TestFails => ConnectionTestResult.Failure("No."),
        _ => await base.TestConnectionAsync(options, cancellationToken),
    };

    public static FieldValue ValueOf(string type, string? cell, SourceDefect defect)
    {
        if (cell is null)
            return defect == SourceDefect.TakesNullForEmpty ? "" : FieldValue.Null;
        if (type == "flag")
            return cell == "yes";
        if (type == "number" && defect == SourceDefect.RoundsNumbers)
            return double.Parse(cell, CultureInfo.InvariantCulture);
        if (type == "number")
            return FieldValue.TryFromNumber(cell, out var number) ? number : throw new SyncSourceException("It is no number.");
        return cell.Length == 0 && defect == SourceDefect.TakesEmptyForNull ? FieldValue.Null : cell;
    }

    private RecordSchema SchemaOf(SourceTable table)
    {
        if (defect == SourceDefect.KeepsTheSchema && _kept is not null)
            return _kept;
        var names = table.Columns.Select(column => defect switch
        {
            SourceDefect.TrimsNames => column.Name.Trim(),
            SourceDefect.IgnoresCase => column.Name.ToUpperInvariant(),
            _ => column.Name,
        });
        if (defect == SourceDefect.IgnoresCase && names.Distinct().Count() < table.Columns.Count)
            throw new SyncSourceException("Two columns have one name.");
        return _kept = new(table.Columns.Zip(names, (column, name) => new SchemaField(name, column.Type switch
        {
            "number" => FieldType.Decimal,
            "flag" => FieldType.Boolean,
            _ => FieldType.String,
        })));
    }
}
