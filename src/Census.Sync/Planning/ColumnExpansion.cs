using Census.Sync.Mapping;

namespace Census.Sync.Planning;

/// <summary>Gives a sync that maps all columns the mappings of the columns that there are.</summary>
internal static class ColumnExpansion
{
    /// <summary>Makes the mappings.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="warnings">Gets what is left out, and why.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The sync as it is if it names its columns itself, or there is no object to write to.</returns>
    /// <exception cref="SyncConfigurationException">Two columns would be mapped to one field.</exception>
    /// <exception cref="SyncSourceException">The source cannot be asked for its columns.</exception>
    /// <exception cref="SyncDestinationException">The destination cannot be asked for its fields.</exception>
    public static async ValueTask<SyncDefinition> ExpandAsync(SyncDefinition sync, ICollection<string> warnings, CancellationToken cancellationToken)
    {
        if (sync.AllColumns is not { } all
            || PlanDraft.Named(await sync.Destination.ListObjectsAsync(cancellationToken).ConfigureAwait(false), sync.ObjectName) is not { } target)
            return sync;
        var fields = await sync.Destination.ListFieldsAsync(target.Name, cancellationToken).ConfigureAwait(false);
        var columns = await sync.Source.GetSchemaAsync(new() { Model = sync.Model }, cancellationToken).ConfigureAwait(false);

        // A column that is hashed or joined to others is not to be written as it is besides.
        var named = new HashSet<string>(all.Except, StringComparer.Ordinal);
        foreach (var mapping in sync.Mappings)
            AddColumns(mapping.Value, named);

        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        var mappings = new List<FieldMapping>(sync.Mappings);
        var leftOut = new List<string>();
        foreach (var column in columns)
        {
            if (named.Contains(column.Name))
                continue;
            var name = ColumnNames.FieldNameOf(column.Name, all.Naming);
            if (WhyLeftOut(sync, target, fields, name) is { } reason)
            {
                leftOut.Add($"'{column.Name}' ({reason})");
                continue;
            }

            if (!origins.TryAdd(name, column.Name))
            {
                throw new SyncConfigurationException(
                    $"The columns '{origins[name]}' and '{column.Name}' would both be mapped to the field '{name}'. Rename one in the model, leave it out, or map it by itself.");
            }

            mappings.Add(new(column.Name, name) { Type = column.Type, IsArray = column.IsArray });
        }

        if (leftOut.Count > 0)
            warnings.Add($"Not all columns are mapped. Left out: {string.Join(", ", leftOut)}.");
        return sync.With(mappings);
    }

    private static string? WhyLeftOut(SyncDefinition sync, DestinationObject target, IReadOnlyList<DestinationField> fields, string name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "its name has no letter and no digit";
        if (sync.Mappings.Any(mapping => mapping.To == name))
            return $"another mapping fills the field '{name}'";
        var field = fields.FirstOrDefault(field => field.Name == name);
        if (field is null)
            return target.CanCreateFields ? null : $"in the object '{target.Name}' there is no field '{name}'";
        return PlanDraft.CanWrite(sync.Operation, field) ? null : $"the field '{name}' cannot be written";
    }

    private static void AddColumns(MappedValue value, HashSet<string> names)
    {
        switch (value)
        {
            case ColumnValue column:
                names.Add(column.Name);
                break;
            case HashValue hash:
                AddColumns(hash.Of, names);
                break;
            case CompoundValue compound:
                foreach (var part in compound.Parts)
                    AddColumns(part, names);
                break;
        }
    }
}
