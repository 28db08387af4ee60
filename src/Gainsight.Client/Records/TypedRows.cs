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
    /// <returns>The batch, which the caller disposes, and its layout.</returns>
    public static (RecordBatch Batch, ObjectLayout Layout) Create(
        IReadOnlyList<GainsightRecord> records, string objectName, IReadOnlyList<string> keys, KeyComparison comparison)
    {
        string[] names = [.. keys.Concat(records.SelectMany(record => record.FieldNames)).Distinct(StringComparer.Ordinal)];
        ObjectColumn[] columns =
        [
            .. names.Select(name => new ObjectColumn(new(name)
            {
                // A record that was read holds fields that Gainsight sets itself; they are not sent back.
                IsCreateable = !IsSystemField(name),
                IsUpdateable = !IsSystemField(name),
                KeyComparison = comparison,
                LookupObject = objectName == GainsightObjects.RelationshipName ? ReferenceOf(name) : null,
            })),
        ];
        var batch = new RecordBatch(new RecordSchema(names), Math.Max(1, records.Count));
        foreach (var record in records)
        {
            var values = batch.Add();
            for (var i = 0; i < names.Length; i++)
                values[i] = record[names[i]];
        }

        return (batch, new(objectName, columns, [.. Enumerable.Range(0, keys.Count)], new()));
    }

    // What a relationship belongs to is a reference, which is no update key.
    private static string? ReferenceOf(string name) => name switch { "CompanyId" => "company", "TypeId" => "relationship_type", _ => null };

    public static bool IsSystemField(string name) => name is "Gsid" or "CreatedDate" or "CreatedBy" or "ModifiedDate" or "ModifiedBy";
}
