using System.Text;
using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>
/// The read of a source by a cursor column: decides whether the whole source is read, follows the highest value, and tells where the next read goes on. The place is kept
/// in the same write that makes the change set the one that is sent, so that it never runs ahead of the records.
/// </summary>
internal sealed class CursorReading
{
    private readonly PlanContext _context;
    private readonly CursorColumn _column;
    private readonly StateCursor? _before;
    private readonly UInt128 _model;
    private readonly UInt128 _mappings;
    private CursorKind? _kind;
    private int _index;
    private FieldValue _highest;
    private FieldValue _next;
    private long _nulls;

    private CursorReading(PlanContext context, CursorColumn column, UInt128 model, UInt128 mappings)
    {
        (_context, _column, _before, _model, _mappings) = (context, column, context.Ledger.Cursor, model, mappings);
        IsIncrement = _before is not null && !context.Options.FullSync && !context.Options.ReadWhole && WhyWhole(_before) is null;
    }

    /// <summary>Whether only the rows from where the last read ended are read.</summary>
    public bool IsIncrement { get; private set; }

    /// <returns>Null if the sync has no cursor column, or the run is one of a few records.</returns>
    /// <exception cref="SyncSourceException">The file of the model cannot be read.</exception>
    public static async ValueTask<CursorReading?> OpenAsync(PlanContext context, CancellationToken cancellationToken)
    {
        if (context.Sync.Cursor is not { } column || context.Part is not null)
            return null;
        var reading = new CursorReading(
            context, column, await HashOfModelAsync(context.Sync.Model, cancellationToken).ConfigureAwait(false), HashOfMappings(context));
        if (reading._before is { } before && reading.WhyWhole(before) is { } reason)
            reading.WarnOfWhole(reason);
        return reading;
    }

    /// <summary>Opens the read. A column that has another type than before is no way to go on: then the whole source is read.</summary>
    /// <exception cref="SyncSourceException">The source cannot be read.</exception>
    /// <exception cref="SyncConfigurationException">The source has no such column, or one of a type that can be no cursor.</exception>
    public async ValueTask<SourceRead> OpenReadAsync(SyncSource source, SourceReadOptions options, CancellationToken cancellationToken)
    {
        SourceRead read;
        try
        {
            read = await source.OpenReadAsync(options with { Cursor = Request }, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncSourceException) when (IsIncrement)
        {
            // A database refuses to compare a column that vanished or has another type, each in words of its own.
            if (Locate(await source.GetSchemaAsync(options, cancellationToken).ConfigureAwait(false)))
                throw;
            return await OpenWholeAsync(source, options, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (Locate(read.Schema))
                return read;
        }
        catch
        {
            await read.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await read.DisposeAsync().ConfigureAwait(false);
        return await OpenWholeAsync(source, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Follows the values of a batch.</summary>
    /// <exception cref="SyncSourceException">The values have no order.</exception>
    public void See(RecordBatch batch)
    {
        var now = _context.OpenedAt;
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var value = ref batch[i].Values[_index];
            if (!value.HasValue)
            {
                _nulls++;
                continue;
            }

            var kind = CursorValues.KindOf(in value) ?? throw new SyncSourceException($"The cursor column '{_column}' holds a value of the kind {value.Kind}, which can be no cursor. Nothing was sent.");
            _kind ??= kind;
            if (kind != _kind)
            {
                throw new SyncSourceException(
                    $"The cursor column '{_column}' holds values of the kinds {_kind} and {kind}, between which there is no order. Nothing was sent. Convert them in the model.");
            }

            if (_highest.IsAbsent || CursorValues.Compare(kind, in value, in _highest) > 0)
                _highest = value;
            if ((_next.IsAbsent || CursorValues.Compare(kind, in value, in _next) > 0) && !CursorValues.IsInFuture(kind, in value, now))
                _next = value;
        }
    }

    /// <summary>Returns where the next read goes on. A read that was cut leaves it where it was.</summary>
    public StateCursor? Conclude(SourceReadEnd end)
    {
        if (IsIncrement && end.IsIncrement)
            return Advance();
        if (!end.IsComplete)
            return _before;

        // Asked for or not, the source delivered everything.
        IsIncrement = false;
        if (_nulls > 0)
        {
            _context.Warnings.Add(
                $"{_nulls} records have no value in the cursor column '{_column}'. They are read only when the whole source is; give them a value in the model.");
        }

        return _next.IsAbsent ? null : new(_column.Name, _model, _mappings, _next);
    }

    private SourceCursor Request => new(_column.Name) { From = IsIncrement ? CursorValues.Before(_before!.Highest, _column) : FieldValue.Absent };

    private StateCursor Advance()
    {
        var kind = CursorValues.KindOf(_before!.Highest)!.Value;
        if (!_highest.IsAbsent && _kind == kind && CursorValues.Compare(kind, in _highest, _before.Highest) >= 0)
            return !_next.IsAbsent && CursorValues.Compare(kind, in _next, _before.Highest) > 0 ? _before with { Highest = _next } : _before;

        // The row that the last read ended with is gone or has another value: usual where rows leave the model, a sign of loss where a table was restored.
        _context.Warnings.Add(
            $"No record reaches the value of the cursor column '{_column}' that the last run ended with. If the source was restored from a copy, or the column was filled anew, records "
            + $"below that value are not read: run once with {nameof(SyncRunOptions)}.{nameof(SyncRunOptions.ReadWhole)}.");
        return _before;
    }

    private ValueTask<SourceRead> OpenWholeAsync(SyncSource source, SourceReadOptions options, CancellationToken cancellationToken)
    {
        IsIncrement = false;
        WarnOfWhole($"the column '{_column}' has another type than when it was read last");
        return source.OpenReadAsync(options with { Cursor = Request }, cancellationToken);
    }

    // False if the column is there and has another type than it had.
    private bool Locate(RecordSchema schema)
    {
        (_index, _kind) = CursorValues.FindColumn(_column.Name, schema);
        return !IsIncrement || _kind is null || _kind == CursorValues.KindOf(_before!.Highest);
    }

    private string? WhyWhole(StateCursor before) =>
        before.Column != _column.Name ? $"its cursor column was '{before.Column}' and is '{_column}'"
        : before.Model != _model ? "the model was changed"
        : before.Mappings != _mappings ? "the mappings were changed"
        : null;

    private void WarnOfWhole(string reason) => _context.Warnings.Add($"The whole source is read, since {reason}.");

    // A file that was edited is another model. Whoever cannot read it here is told by the source.
    private static async ValueTask<UInt128> HashOfModelAsync(Model? model, CancellationToken cancellationToken)
    {
        if (model is null)
            return default;
        var text = new StringBuilder().Append(model.Kind).Append('\0').Append(model.Text);
        if (model.Kind == ModelKind.SqlFile && File.Exists(model.Text))
            text.Append('\0').Append(await ReadAsync(model.Text, cancellationToken).ConfigureAwait(false));
        foreach (var parameter in model.Parameters)
            text.Append('\0').Append(parameter.Name).Append('\0').Append(parameter.Value.Kind).Append('\0').Append(parameter.Value.ToText());
        return Fingerprint.OfKey(text.ToString());
    }

    private static async ValueTask<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SyncSourceException($"The file '{path}' of the model cannot be read ({e.GetType().Name}).");
        }
    }

    private static UInt128 HashOfMappings(PlanContext context)
    {
        var writer = new BlobWriter();
        StateField.WriteList(writer, PlanFactory.StateFields(context.Sync, context.Plan));
        StateField.WriteList(writer, PlanFactory.ChangeSetFields(context.Sync, context.Plan));
        return Fingerprint.OfKey(Convert.ToHexString(writer.ToArray()));
    }
}
