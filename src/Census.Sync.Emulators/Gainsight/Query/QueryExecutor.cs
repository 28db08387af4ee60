namespace Census.Sync.Emulators.Gainsight;

/// <summary>Finds the rows of a query, through an index or the order of GSIDs where that helps.</summary>
internal static class QueryExecutor
{
    // How long deleted records can be read: 15 days, as the vendor documents it.
    private static readonly TimeSpan _deleteLogRetention = TimeSpan.FromDays(15);

    public static IReadOnlyList<Row> Run(QueryRequest query, Table table, DateTime now)
    {
        Condition[] necessary = query.Where?.Necessary.ToArray() ?? [];
        Condition? indexed = Array.Find(necessary, condition => condition is { Equalities: not null, DirectField: not null });
        bool byGsid = query.OrderBy is [{ Path: { IsDirect: true, Field: { IsSystem: true, Name: "Gsid" } }, Descending: false }];

        IEnumerable<Row> rows;
        bool sorted = query.OrderBy.Count == 0 || (byGsid && indexed is null);
        if (indexed is not null)
        {
            rows = indexed.Equalities!.SelectMany(value => table.Find(indexed.DirectField!, value)).Distinct().OrderBy(static row => row.Slot);
        }
        else if (byGsid)
        {
            rows = After(table.Sorted, Array.Find(necessary, condition => condition.GsidAfter is not null)?.GsidAfter);
        }
        else
        {
            rows = table.Rows;
        }

        if (table.Schema.Name == DefaultSchema.DeleteLog)
        {
            SchemaField deletedOn = table.Schema["DeletedOn"];
            rows = rows.Where(row => (DateTime)row[deletedOn]! > now - _deleteLogRetention);
        }

        if (query.Where is { } where)
        {
            rows = rows.Where(where.Matches);
        }

        if (!sorted)
        {
            rows = Sort(rows, query.OrderBy);
        }

        return [.. rows.Skip(query.Offset).Take(query.Limit)];
    }

    private static IEnumerable<Row> After(Row[] sorted, string? gsid)
    {
        int from = 0;
        if (gsid is not null)
        {
            int to = sorted.Length;
            while (from < to)
            {
                int middle = (from + to) / 2;
                if (string.CompareOrdinal(sorted[middle].Gsid, gsid) > 0)
                {
                    to = middle;
                }
                else
                {
                    from = middle + 1;
                }
            }
        }

        return sorted.Skip(from);
    }

    private static IOrderedEnumerable<Row> Sort(IEnumerable<Row> rows, IReadOnlyList<(FieldPath Path, bool Descending)> orderBy)
    {
        IOrderedEnumerable<Row>? ordered = null;
        foreach ((FieldPath path, bool descending) in orderBy)
        {
            var comparer = Comparer<object?>.Create((a, b) => (a, b) switch
            {
                (null, null) => 0,
                (null, _) => -1,
                (_, null) => 1,
                _ => OperandReader.Compare(a, b, path.Table.Comparer(path.Field)),
            });
            ordered = (ordered, descending) switch
            {
                (null, false) => rows.OrderBy(path.Read, comparer),
                (null, true) => rows.OrderByDescending(path.Read, comparer),
                (_, false) => ordered.ThenBy(path.Read, comparer),
                _ => ordered.ThenByDescending(path.Read, comparer),
            };
        }

        return ordered!;
    }
}
