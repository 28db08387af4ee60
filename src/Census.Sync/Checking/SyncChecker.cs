using Census.Sync.Mapping;
using Census.Sync.Planning;

namespace Census.Sync.Checking;

/// <summary>Holds a sync against its source and its destination and collects everything that does not fit, instead of stopping at the first.</summary>
internal sealed class SyncChecker(SyncDefinition sync)
{
    private readonly List<PlanProblem> _problems = [];
    private readonly List<string> _warnings = [];

    public async Task<SyncPlanReport> CheckAsync(CancellationToken cancellationToken)
    {
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

    private async ValueTask<IReadOnlyList<PlanField>> AskDestinationAsync(CancellationToken cancellationToken)
    {
        try
        {
            var draft = await PlanDraft.MakeAsync(sync, cancellationToken).ConfigureAwait(false);
            _problems.AddRange(draft.Problems);
            if (draft.ToPlan("") is not { } plan)
                return draft.Fields;
            _warnings.AddRange(await sync.Destination.ListWarningsAsync(plan, cancellationToken).ConfigureAwait(false));
            if (sync.FirstRun == FirstRun.AdoptMatching
                && await sync.Destination.OpenReaderAsync(plan, plan.KeyIndexes, cancellationToken).ConfigureAwait(false) is null)
            {
                _warnings.Add(Adoption.CannotBeRead(plan.Object));
            }

            return draft.Fields;
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
            return await sync.Source.GetSchemaAsync(new() { Model = sync.Model }, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncSourceException e)
        {
            _problems.Add(new(SyncErrorCodes.SourceFailed, e.Message));
            return null;
        }
    }

    private List<PlannedMapping> CheckMappings(IReadOnlyList<PlanField> fields, RecordSchema? columns)
    {
        var mappings = new List<PlannedMapping>();
        for (var i = 0; i < sync.Mappings.Count; i++)
        {
            var mapping = sync.Mappings[i];
            var column = mapping.From is { } from && columns is not null ? Column(mapping, from, columns) : null;
            if (i < fields.Count)
                mappings.Add(Check(mapping, fields[i].Field, column));
        }

        return mappings;
    }

    private SchemaField? Column(FieldMapping mapping, string from, RecordSchema columns)
    {
        var index = columns.IndexOf(from);
        if (index >= 0)
            return columns[index];
        _problems.Add(new(SyncErrorCodes.InvalidConfiguration, $"The source has no column '{from}'. Its columns are: {columns}.") { Column = from, Field = mapping.To });
        return null;
    }

    private PlannedMapping Check(FieldMapping mapping, DestinationField field, SchemaField? column)
    {
        var (type, isArray) = mapping.LookupBy is not null
            ? (FieldType.String, false)
            : (field.Type == FieldType.Any ? mapping.Type : field.Type, field.IsArray);
        var cast = column is null ? FieldCast.Undeclared : CastTable.Of(column.Type, column.IsArray, type, isArray);
        if (cast == FieldCast.Impossible)
        {
            _problems.Add(new(
                SyncErrorCodes.CastFailed,
                $"The column '{mapping.From}' is of the type {Name(column!.Type, column.IsArray)} and cannot be cast to {Name(type, isArray)}, the type of the field '{field.Name}'. "
                + "Convert it in the model, or map another column.")
            { Column = mapping.From, Field = field.Name });
        }
        else if (cast == FieldCast.Lossy)
        {
            _warnings.Add($"Values of the column '{mapping.From}' lose a part on their way from {column!.Type} to {type}, the type of the field '{field.Name}'.");
        }

        return new(mapping.From, field.Name, cast)
        {
            SourceType = column?.Type ?? FieldType.Any,
            FieldType = type,
            IsArray = isArray,
            IsKey = mapping.IsKey,
            LookupBy = mapping.LookupBy,
        };

        static string Name(FieldType type, bool isArray) => isArray ? $"list of {type}" : type.ToString();
    }
}
