namespace Census.Sync.Mapping;

/// <summary>What mappings have to be, whatever source and destination say.</summary>
internal static class MappingRules
{
    /// <summary>Lists what can never work, each as the rest of a sentence that begins with the sync, and the position of the mapping that it is about.</summary>
    public static IEnumerable<(string Reason, int? Mapping)> Broken(IReadOnlyList<FieldMapping> mappings, SyncBehavior behavior)
    {
        // A log takes records that nothing identifies.
        if (behavior != SyncBehavior.Append && !mappings.Any(mapping => mapping.IsKey))
            yield return ("needs Key(...): a column that identifies a record, and the field it is compared with", null);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < mappings.Count; i++)
        {
            if (!names.Add(mappings[i].To))
                yield return ($"maps the field '{mappings[i].To}' twice", i);
            foreach (var reason in OfOne(mappings[i]))
                yield return (reason, i);
        }
    }

    private static IEnumerable<string> OfOne(FieldMapping mapping)
    {
        var field = $"the field '{mapping.To}'";
        if (mapping.IsKey && mapping.Value.IsFixed)
            yield return $"gives the key {field} the same value for all records";
        if (mapping.IsKey && (!mapping.SyncNulls || mapping.SetIfEmpty || !mapping.CountsAsChange))
            yield return $"has options for the key {field} that a key cannot have: it is always sent, and a record without it is invalid";
        if (mapping.Value is ConstantValue { Value.IsNull: true } && (!mapping.SyncNulls || mapping.SetIfEmpty))
            yield return $"gives {field} null and never sends it";
        if (!Enum.IsDefined(mapping.Type))
            yield return $"gives {field} a type that does not exist";
        if (mapping.LookupBy is { } by && string.IsNullOrWhiteSpace(by))
            yield return $"looks up {field} by a field without a name";
        if (mapping.LookupBy is not null && (mapping.Type != FieldType.Any || mapping.IsArray))
            yield return $"gives {field} a type, but the value of a lookup has the type of the field it is looked up by";
        if (mapping.LookupBy is not null && mapping.Value is MetadataValue)
            yield return $"looks up {field} by what is known of the run";
    }
}
