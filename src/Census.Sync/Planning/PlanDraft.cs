using Census.Sync.Mapping;

namespace Census.Sync.Planning;

/// <summary>A sync held against what its destination offers: the plan, or every reason why there is none.</summary>
internal sealed class PlanDraft
{
    private readonly SyncDefinition _sync;
    private readonly List<PlanProblem> _problems = [];
    private DestinationObject? _target;

    private PlanDraft(SyncDefinition sync) => _sync = sync;

    public IReadOnlyList<PlanProblem> Problems => _problems;

    /// <summary>The fields, in the order of the mappings; empty if there is no object to write to. A field that does not exist is here as it is mapped.</summary>
    public IReadOnlyList<PlanField> Fields { get; private set; } = [];

    /// <exception cref="SyncDestinationException">The destination cannot be asked.</exception>
    public static async ValueTask<PlanDraft> MakeAsync(SyncDefinition sync, CancellationToken cancellationToken)
    {
        var draft = new PlanDraft(sync);
        draft._target = draft.FindObject(await sync.Destination.ListObjectsAsync(cancellationToken).ConfigureAwait(false));
        if (draft._target is { } target)
            draft.TakeFields(target, await sync.Destination.ListFieldsAsync(target.Name, cancellationToken).ConfigureAwait(false));
        return draft;
    }

    /// <returns>Null if there are problems.</returns>
    public SyncPlan? ToPlan(string runId)
    {
        if (_problems.Count > 0)
            return null;
        var keys = new List<int>();
        for (var i = 0; i < Fields.Count; i++)
        {
            if (_sync.Mappings[i].IsKey)
                keys.Add(i);
        }

        return new(_target!, _sync.Operation, Fields, keys) { SyncName = _sync.Name, RunId = runId };
    }

    /// <summary>Whether an operation can write a field at all.</summary>
    public static bool CanWrite(SyncOperation operation, DestinationField field) =>
        operation == SyncOperation.Delete || field.IsUpdateable || field.IsCreateable && operation != SyncOperation.Update;

    private DestinationObject? FindObject(IReadOnlyList<DestinationObject> objects)
    {
        var target = Named(objects, _sync.ObjectName);
        var reason = target switch
        {
            null => $"The destination has no object '{_sync.ObjectName}'. It has: {string.Join(", ", objects.Select(candidate => candidate.Name))}.",
            { NotWritableReason: { } why } => $"The object '{target.Name}' cannot be written to: {why}",
            _ when target.RepeatRuleOf(_sync.Operation) is null || _sync.GoneOperation is { } gone && target.RepeatRuleOf(gone) is null =>
                $"The object '{target.Name}' does not support {_sync.Behavior}{(_sync.MirrorStrategy == MirrorStrategy.UpdatesAndNulls ? " by nulls" : "")}. It supports: {string.Join(", ", target.Operations.Select(operation => operation.Operation))}.",
            _ when target.IgnoresNulls && _sync.GoneOperation == SyncOperation.Update =>
                $"The object '{target.Name}' may keep the value of a field when a null is sent, so a mirror cannot clear the records that leave its source.",
            _ => null,
        };
        if (reason is null)
            return target;
        _problems.Add(new(SyncErrorCodes.InvalidConfiguration, reason));
        return null;
    }

    /// <summary>Finds an object. The case of a name does not matter, unless it tells two objects apart.</summary>
    public static DestinationObject? Named(IReadOnlyList<DestinationObject> objects, string name)
    {
        if (objects.FirstOrDefault(candidate => candidate.Name == name) is { } exact)
            return exact;
        DestinationObject[] similar = [.. objects.Where(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        return similar is [var only] ? only : null;
    }

    private void TakeFields(DestinationObject target, IReadOnlyList<DestinationField> fields)
    {
        var known = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        var planned = new PlanField[_sync.Mappings.Count];
        for (var i = 0; i < planned.Length; i++)
        {
            var mapping = _sync.Mappings[i];
            if (known.TryGetValue(mapping.To, out var field))
                Check(mapping, field, fields);
            else if (!target.CanCreateFields)
                AddProblem(mapping, $"In the object '{target.Name}' there is no field '{mapping.To}'{Suggestion(mapping.To, known.Keys)}.");
            planned[i] = new(field ?? new DestinationField(mapping.To, mapping.DeclaredType) { IsArray = mapping.IsArray }, mapping.LookupBy);
        }

        Fields = planned;
        if (_sync.GoneOperation == SyncOperation.Update && !planned.Where((field, i) => GoneRecords.IsCleared(_sync.Mappings[i], field.Field)).Any())
        {
            _problems.Add(new(
                SyncErrorCodes.InvalidConfiguration,
                "The sync clears the fields of records that left the source, and none of its fields can be cleared: keys, required and read-only fields cannot, nor can those that nulls leave alone."));
        }

        if (_sync.Operation is not (SyncOperation.Upsert or SyncOperation.Insert or SyncOperation.Append))
            return;
        foreach (var field in fields)
        {
            if (field.IsRequired && !_sync.Mappings.Any(mapping => mapping.To == field.Name))
                _problems.Add(new(SyncErrorCodes.InvalidConfiguration, $"The required field '{field.Name}' is not mapped.") { Field = field.Name });
        }
    }

    private void Check(FieldMapping mapping, DestinationField field, IReadOnlyList<DestinationField> fields)
    {
        if (mapping.IsKey && !field.IsIdentifier)
        {
            var keys = fields.Where(candidate => candidate.IsIdentifier).Select(candidate => $"'{candidate.Name}'");
            AddProblem(mapping, $"The field '{field.Name}' cannot be the sync key. The fields that can: {string.Join(", ", keys)}.");
        }

        if (mapping.IsKey && _sync.SendsChangesAsVersions && field.Type is not (FieldType.String or FieldType.Any))
            AddProblem(mapping, $"Changes cannot be sent as versions, since the key '{field.Name}' takes no text.");
        if (mapping.LookupBy is not null && field.LookupObject is null)
            AddProblem(mapping, $"The field '{field.Name}' refers to no other object, so it cannot be mapped by a lookup.");
        if (RecordMapper.ReadFixed(mapping, field, SampleRun, out _) is { } problem)
            AddProblem(mapping, $"The {(mapping.Value is MetadataValue ? mapping.Value : "constant")} of the field '{field.Name}' cannot be written. {problem.Message}");
        if (_sync.Operation == SyncOperation.Delete || mapping.IsKey)
            return;
        if (!CanWrite(_sync.Operation, field))
            AddProblem(mapping, field.IsCreateable ? $"The field '{field.Name}' cannot be updated." : $"The field '{field.Name}' is read-only.");
    }

    // As long as what a run will have, and of the same types; an id is no number, though one of digits might pass for one.
    private RunMetadata SampleRun => new(new('f', 32), DateTimeOffset.UnixEpoch, _sync.Name, _target!.Name);

    private void AddProblem(FieldMapping mapping, string message) =>
        _problems.Add(new(SyncErrorCodes.InvalidConfiguration, message) { Column = mapping.From, Field = mapping.To });

    private static string Suggestion(string name, IEnumerable<string> known)
    {
        static string Plain(string text) => new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
        if (Plain(name).Length == 0)
            return "";
        var similar = known.FirstOrDefault(candidate => Plain(candidate) == Plain(name))
            ?? known.FirstOrDefault(candidate => Plain(candidate).StartsWith(Plain(name), StringComparison.Ordinal));
        return similar is null ? "" : $" (is '{similar}' meant?)";
    }
}
