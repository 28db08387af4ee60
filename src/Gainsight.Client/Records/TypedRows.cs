using Census.Sync;

namespace Gainsight.Client;

/// <summary>Makes rows of typed records, so that they go the way of a sync.</summary>
internal static class TypedRows
{
    /// <summary>Lays records out in columns: each field that any of them has is one.</summary>
    /// <param name="records">The records.</param>
    /// <param name="objectName">The object.</param>
    /// <param name="keys">The fields of the key; they become columns even if no record has them.</param>
    /// <param name="comparison">When two keys are the same.</param>
    /// <param name="options">How references are looked up.</param>
    /// <param name="findsByKey">Whether records are looked for by the key, which then holds IDs.</param>
    /// <returns>The batch, which the caller disposes, and its layout.</returns>
    /// <exception cref="ArgumentException">Records name what a field refers to in several ways.</exception>
    public static (RecordBatch Batch, ObjectLayout Layout) Create(
        IReadOnlyList<GainsightRecord> records,
        string objectName,
        IReadOnlyList<string> keys,
        KeyComparison comparison,
        GainsightLookupOptions options,
        bool findsByKey = true)
    {
        string[] names = [.. keys.Concat(records.SelectMany(record => record.SetFieldNames)).Distinct(StringComparer.Ordinal)];
        var columns = new ObjectColumn[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var name = names[i];
            var reference = ReferenceOf(records, name);
            DestinationField field = new(name)
            {
                // What was copied from another record may hold fields that Gainsight sets itself; they are not sent.
                IsCreateable = !IsSystemField(name),
                IsUpdateable = !IsSystemField(name),
                KeyComparison = comparison,
                LookupObject = reference?.ObjectName ?? (objectName == GainsightObjects.RelationshipName ? ReferenceOf(name) : null),
            };
            columns[i] = reference is not { By: var by } ? new(field)
                : new(field, findsByKey && i < keys.Count ? null : $"{name}By{by.Replace('.', '_')}") { LookupBy = by };
        }

        var batch = new RecordBatch(new RecordSchema(names), Math.Max(1, records.Count));
        foreach (var record in records)
        {
            var values = batch.Add();
            for (var i = 0; i < names.Length; i++)
                values[i] = record.ToSend(names[i], isKey: i < keys.Count);
        }

        return (batch, new(objectName, columns, [.. Enumerable.Range(0, keys.Count)], options));
    }

    // One call has one way to look a field up.
    private static (string ObjectName, string By)? ReferenceOf(IReadOnlyList<GainsightRecord> records, string name)
    {
        (string ObjectName, string By)?[] ways = [.. records.Where(record => record[name].HasValue).Select(record => record.ReferenceOf(name)).Distinct()];
        return ways.Length <= 1 ? ways.FirstOrDefault()
            : throw new ArgumentException($"Records that are written together name what {name} refers to in one way: all by the ID, or all by one field of one object.", nameof(records));
    }

    // What a relationship belongs to is a reference, which is no update key.
    private static string? ReferenceOf(string name) => name switch { "CompanyId" => "company", "TypeId" => "relationship_type", _ => null };

    public static bool IsSystemField(string name) => name is "Gsid" or "CreatedDate" or "CreatedBy" or "ModifiedDate" or "ModifiedBy";
}
