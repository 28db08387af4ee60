using Census.Sync.Mapping;
using Census.Sync.Planning;
using Census.Sync.Sending;

namespace Census.Sync.Checking;

/// <summary>Holds a sync against its source and its destination and collects everything that does not fit, instead of stopping at the first.</summary>
internal sealed class SyncChecker(SyncDefinition sync)
{
    private readonly List<PlanProblem> _problems = [];
    private readonly List<string> _warnings = [];

    public async Task<SyncPlanReport> CheckAsync(CancellationToken cancellationToken)
    {
        await ExpandAsync(cancellationToken).ConfigureAwait(false);
        var fields = await AskDestinationAsync(cancellationToken).ConfigureAwait(false);
        var columns = await AskSourceAsync(cancellationToken).ConfigureAwait(false);
        return new()
        {
            Sync = sync.Name,
            ObjectName = sync.ObjectName,
            Behavior = sync.Behavior,
            Mappings = CheckMappings(fields, columns),
            Problems = _problems,
            Warnings = _warnings,
        };
    }

    private async ValueTask ExpandAsync(CancellationToken cancellationToken)
    {
        try
        {
            sync = await ColumnExpansion.ExpandAsync(sync, _warnings, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncConfigurationException e)
        {
            _problems.Add(new(SyncErrorCodes.InvalidConfiguration, e.Message));
        }
        catch (Exception e) when (e is SyncSourceException or SyncDestinationException)
        {
            // Both are asked again, and then it is told.
        }
    }

    private async ValueTask<IReadOnlyList<PlanField>> AskDestinationAsync(CancellationToken cancellationToken)
    {
        try
        {
            var draft = await PlanDraft.MakeAsync(sync, cancellationToken).ConfigureAwait(false);
            _problems.AddRange(draft.Problems);
            if (draft.ToPlan("") is not { } plan)
                return draft.Fields;
            _warnings.AddRange(await sync.Destination.ListWarningsAsync(plan, cancellationToken).ConfigureAwait(false));
            await SetIfEmpty.OpenAsync(sync, plan, cancellationToken).ConfigureAwait(false);
            if (sync.FirstRun == FirstRun.AdoptMatching
                && await sync.Destination.OpenReaderAsync(plan, plan.KeyIndexes, cancellationToken).ConfigureAwait(false) is null)
            {
                _warnings.Add(Adoption.CannotBeRead(plan.Object));
            }

            return draft.Fields;
        }
        catch (SyncConfigurationException e)
        {
            _problems.Add(new(SyncErrorCodes.InvalidConfiguration, e.Message));
            return [];
        }
        catch (SyncDestinationException e)
        {
            _problems.Add(new(e.Code, e.Message));
            return [];
        }
    }

    private async ValueTask<RecordSchema?> AskSourceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var cursor = sync.Cursor is { } column ? new SourceCursor(column.Name) : null;
            var columns = await sync.Source.GetSchemaAsync(new() { Model = sync.Model, Cursor = cursor }, cancellationToken).ConfigureAwait(false);
            if (cursor is not null)
                CheckCursor(cursor.Column, columns);
            return columns;
        }
        catch (SyncSourceException e)
        {
            _problems.Add(new(SyncErrorCodes.SourceFailed, e.Message));
            return null;
        }
    }

    private void CheckCursor(string name, RecordSchema columns)
    {
        try
        {
            CursorValues.FindColumn(name, columns);
        }
        catch (SyncConfigurationException e)
        {
            _problems.Add(new(SyncErrorCodes.InvalidConfiguration, e.Message) { Column = name });
        }
    }

    private List<PlannedMapping> CheckMappings(IReadOnlyList<PlanField> fields, RecordSchema? columns)
    {
        var mappings = new List<PlannedMapping>();
        for (var i = 0; i < sync.Mappings.Count; i++)
        {
            var mapping = sync.Mappings[i];
            var (type, isArray) = TypeOf(mapping.Value, mapping, columns);
            if (i < fields.Count)
                mappings.Add(Check(mapping, fields[i].Field, type, isArray));
        }

        return mappings;
    }

    // The type of a value before it is cast; any, if each value decides, or the columns are not known.
    private (FieldType Type, bool IsArray) TypeOf(MappedValue value, FieldMapping mapping, RecordSchema? columns)
    {
        switch (value)
        {
            case ColumnValue column:
                return columns is not null && Column(column, mapping, columns) is { } declared ? (declared.Type, declared.IsArray) : default;
            case HashValue hash:
                TypeOf(hash.Of, mapping, columns);
                break;
            case CompoundValue compound:
                foreach (var part in compound.Parts)
                    TypeOf(part, mapping, columns);
                break;
        }

        return (value.OwnType, false);
    }

    // What a path finds in a column has no declared type.
    private SchemaField? Column(ColumnValue column, FieldMapping mapping, RecordSchema columns)
    {
        var index = columns.IndexOf(column.Name);
        if (index < 0)
        {
            AddProblem(SyncErrorCodes.InvalidConfiguration, $"The source has no column '{column.Name}'. Its columns are: {columns}.");
            return null;
        }

        var declared = columns[index];
        if (column.Path is null)
            return declared;
        if (!declared.IsArray && declared.Type is not (FieldType.Any or FieldType.Json or FieldType.String))
        {
            AddProblem(
                SyncErrorCodes.WrongShape,
                $"The column '{column.Name}' is of the type {declared.Type}, and the path '{column.Path}' needs one that holds JSON or a list. Map the column without a path, or another one.");
        }

        return null;

        void AddProblem(string code, string message) => _problems.Add(new(code, message) { Column = column.Name, Field = mapping.To });
    }

    private PlannedMapping Check(FieldMapping mapping, DestinationField field, FieldType from, bool fromArray)
    {
        var (type, isArray) = mapping.TypeAt(field);
        var cast = from == FieldType.Any && !fromArray ? FieldCast.Undeclared : CastTable.Of(from, fromArray, type, isArray);
        var what = mapping.From is { } column ? $"The column '{column}'" : $"What is mapped to the field '{field.Name}'";
        if (cast == FieldCast.Impossible)
        {
            _problems.Add(new(
                SyncErrorCodes.CastFailed,
                $"{what} is of the type {Name(from, fromArray)} and cannot be cast to {Name(type, isArray)}, the type of the field '{field.Name}'. "
                + "Convert it in the model, or map another column.")
            { Column = mapping.From, Field = field.Name });
        }
        else if (cast == FieldCast.Lossy)
        {
            _warnings.Add($"{what} loses a part of its values on the way from {from} to {type}, the type of the field '{field.Name}'.");
        }

        if (mapping.Value is HashValue && field.MaximumLength < HashValue.Length)
        {
            _problems.Add(new(SyncErrorCodes.TooLong, $"A hash has {HashValue.Length} characters, and the field '{field.Name}' takes {field.MaximumLength}.") { Field = field.Name });
        }

        return new(mapping, field.Name, cast) { SourceType = from, IsSourceArray = fromArray, FieldType = type, IsArray = isArray };

        static string Name(FieldType type, bool isArray) => isArray ? $"list of {type}" : type.ToString();
    }
}
