using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Insert, update and delete of company, relationship and custom objects.</summary>
internal sealed class ObjectWriter(GainsightStore store, GainsightEmulatorOptions options, Envelope envelope, ValueParser parser)
{
    private readonly WriteAnswer _answer = new(options, envelope);

    public Reply Insert(Table table, JsonElement body, DateTimeOffset now)
    {
        CheckWritable(table);
        List<RowPlan> rows = new WriteBody(table, options, parser).Read(body, store, [], isInsert: true);
        if (options.RefuseDuplicateCompanyNames && table.Schema.Name == "company")
        {
            RefuseDuplicates(table, rows);
        }

        if (Refusal(rows) is { } refusal)
        {
            return refusal;
        }

        var changes = new List<StoreChange>();
        List<(string, RowPlan)> written = [.. rows.Where(Good).Select(row => (store.Insert(table, row.Values, now.UtcDateTime, changes).Gsid, row))];
        store.Save(changes);
        return _answer.Success(written, written.Count, [.. rows.Where(Bad)]);
    }

    public Reply Update(Table table, string? keys, JsonElement body, DateTimeOffset now)
    {
        CheckWritable(table);
        SchemaField[] keyFields = ParseKeys(table, keys);
        List<RowPlan> rows = new WriteBody(table, options, parser).Read(body, store, keyFields, isInsert: false);
        foreach (RowPlan row in rows)
        {
            Match(table, keyFields, row);
        }

        if (Refusal(rows) is { } refusal)
        {
            return refusal;
        }

        int count = 0;
        var changes = new List<StoreChange>();
        var written = new List<(string, RowPlan)>();
        foreach (RowPlan row in rows.Where(Good))
        {
            // The GSID names the record, it is not written.
            List<KeyValuePair<SchemaField, object?>> values = [.. row.Values.Where(pair => !pair.Key.IsSystem)];
            foreach (Row match in row.Matches)
            {
                store.Update(table, match, values, now.UtcDateTime, changes);
                count++;
            }

            written.Add((row.Matches[0].Gsid, row));
        }

        store.Save(changes);
        return _answer.Success(written, count, [.. rows.Where(Bad)]);
    }

    public Reply Delete(Table table, string gsid, DateTimeOffset now)
    {
        CheckWritable(table);
        Delete(table, [table.Find(gsid) ?? throw new ApiFault(ErrorCodes.InvalidGsid, ErrorCodes.InvalidGsidText)], now);
        return envelope.Success(static json => json.WriteNullValue(), stored: true);
    }

    public Reply BulkDelete(Table table, string? keys, JsonElement body, DateTimeOffset now)
    {
        CheckWritable(table);
        if (!options.AllowBulkDelete || keys != "Gsid")
        {
            throw ApiFault.InvalidApi();
        }

        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("records", out JsonElement records) || records.ValueKind != JsonValueKind.Array)
        {
            throw ApiFault.InvalidField("records");
        }

        Delete(table, [.. records.EnumerateArray().Select(record =>
            table.Find(Json.StringProperty(record, "Gsid") ?? "") ?? throw new ApiFault(ErrorCodes.InvalidGsid, ErrorCodes.InvalidGsidText))], now);
        return envelope.Success(static json => json.WriteNullValue(), stored: true);
    }

    private static void CheckWritable(Table table)
    {
        if (!table.Schema.IsWritable)
        {
            throw ApiFault.InvalidApi();
        }
    }

    private static bool Good(RowPlan row) => row.Problems.Count == 0;

    private static bool Bad(RowPlan row) => row.Problems.Count > 0;

    private void Delete(Table table, List<Row> rows, DateTimeOffset now)
    {
        var changes = new List<StoreChange>();
        foreach (Row row in rows)
        {
            store.Delete(table, row, now.UtcDateTime, changes);
        }

        store.Save(changes);
    }

    private SchemaField[] ParseKeys(Table table, string? keys)
    {
        string[] names = (keys ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length == 0 || names.Length > options.MaxKeys)
        {
            throw ApiFault.InvalidField("keys");
        }

        // Keys are text, GSID, number or e-mail; a lookup is none.
        return [.. names.Select(name => table.Schema.Find(name, options.IgnoreCaseInFieldNames) is { } field
            && field.Kind is FieldKind.Text or FieldKind.Gsid or FieldKind.Number or FieldKind.Email
                ? field
                : throw ApiFault.InvalidField(name))];
    }

    private void Match(Table table, SchemaField[] keys, RowPlan row)
    {
        foreach (SchemaField key in keys)
        {
            if (row.Value(key) is null && !row.Problems.Exists(problem => problem.FieldName.Equals(key.Name, StringComparison.OrdinalIgnoreCase)))
            {
                bool isGsid = key is { IsSystem: true, Name: "Gsid" };
                row.Problems.Add(new RowProblem(isGsid ? ValueFault.BlankGsid : ValueFault.UnknownField, key.Name, default));
            }
        }

        if (Bad(row))
        {
            return;
        }

        IReadOnlyList<Row> found = table.Find(keys[0], row.Value(keys[0])!);
        List<Row> matches = [.. found.Where(candidate => keys.Skip(1).All(key =>
            candidate[key] is { } value && OperandReader.Compare(value, row.Value(key)!, table.Comparer(key)) == 0)).OrderBy(static match => match.Slot)];
        row.Matches = options.MultiMatch == GainsightMultiMatch.UpdateFirst ? [.. matches.Take(1)] : matches;
        row.IsUnmatched = matches.Count == 0;
        if (row.IsUnmatched || (matches.Count > 1 && options.MultiMatch == GainsightMultiMatch.FailCall))
        {
            JsonElement value = row.Record.EnumerateObject().First(p => p.Name.Equals(keys[0].Name, StringComparison.OrdinalIgnoreCase)).Value;
            row.Problems.Add(new RowProblem(row.IsUnmatched ? ValueFault.NoMatch : ValueFault.SeveralMatches, keys[0].Name, value));
        }
    }

    private static void RefuseDuplicates(Table table, List<RowPlan> rows)
    {
        SchemaField name = table.Schema["Name"];
        var seen = new HashSet<string>(table.Comparer(name));
        foreach (RowPlan row in rows)
        {
            if (row.Value(name) is string text && (table.Find(name, text).Count > 0 || !seen.Add(text)))
            {
                row.Problems.Add(new RowProblem(ValueFault.Duplicate, "Name", row.Record.GetProperty("Name")));
            }
        }
    }

    /// <summary>The failure of the whole call, or null when at least a part of it may be written.</summary>
    private Reply? Refusal(List<RowPlan> rows)
    {
        List<RowPlan> invalid = [.. rows.Where(row => Bad(row) && !row.IsUnmatched)];
        if (invalid.Count > 0 && (options.RowFailure == GainsightRowFailure.FailCall || invalid.Count == rows.Count))
        {
            return _answer.Failure(rows, invalid);
        }

        List<RowPlan> unmatched = [.. rows.Where(static row => row.IsUnmatched)];
        return unmatched.Count > 0 && (options.NoMatch == GainsightNoMatch.FailCall || !rows.Exists(Good)) ? _answer.Failure(rows, unmatched) : null;
    }
}
