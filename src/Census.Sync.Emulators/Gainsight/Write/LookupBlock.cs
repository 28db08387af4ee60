using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>The <c>lookups</c> of a write: target fields that are filled by searching another object.</summary>
internal sealed class LookupBlock
{
    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _helpers = new(StringComparer.Ordinal);

    /// <exception cref="ApiFault">The block makes no sense for this object.</exception>
    public static LookupBlock Parse(JsonElement body, Table table, GainsightStore store)
    {
        var block = new LookupBlock();
        if (!body.TryGetProperty("lookups", out JsonElement lookups))
        {
            return block;
        }

        if (lookups.ValueKind != JsonValueKind.Object)
        {
            throw ApiFault.InvalidField("lookups");
        }

        foreach (JsonProperty lookup in lookups.EnumerateObject())
        {
            Entry entry = ParseEntry(lookup, table, store);
            block._entries.Add(entry);
            block._helpers.UnionWith(entry.Fields.Select(pair => pair.Helper));
        }

        return block;
    }

    /// <summary>Whether this is a field that only serves a search and is not stored.</summary>
    public bool IsHelper(string name) => _helpers.Contains(name);

    public void Resolve(RowPlan row)
    {
        foreach (Entry entry in _entries)
        {
            entry.Resolve(row);
        }
    }

    private static Entry ParseEntry(JsonProperty lookup, Table table, GainsightStore store)
    {
        SchemaField target = table.Schema.Find(lookup.Name, ignoreCase: false) is { IsWritable: true } field ? field : throw ApiFault.InvalidField(lookup.Name);
        if (lookup.Value.ValueKind != JsonValueKind.Object)
        {
            throw ApiFault.InvalidField("lookups." + lookup.Name);
        }

        foreach (JsonProperty property in lookup.Value.EnumerateObject())
        {
            if (property.Name is not ("fields" or "lookupField" or "objectName" or "multiMatchOption" or "onNoMatch"))
            {
                throw ApiFault.InvalidField($"lookups.{lookup.Name}.{property.Name}");
            }
        }

        Table source = store.Find(Text(lookup, "objectName")) ?? throw ApiFault.InvalidField(lookup.Name + ".objectName");
        string multiMatch = Text(lookup, "multiMatchOption");
        string noMatch = Text(lookup, "onNoMatch");
        if (multiMatch is not ("FIRSTMATCH" or "MARKASERROR") || noMatch is not ("NULLABLE" or "DEFAULTVALUE" or "ERROR")
            || !lookup.Value.TryGetProperty("fields", out JsonElement fields) || fields.ValueKind != JsonValueKind.Object || !fields.EnumerateObject().Any())
        {
            throw ApiFault.InvalidField("lookups." + lookup.Name);
        }

        SchemaField result = source.Schema.Find(Text(lookup, "lookupField"), ignoreCase: true) ?? throw ApiFault.InvalidField(lookup.Name + ".lookupField");
        List<(string, SchemaField)> pairs = [.. fields.EnumerateObject().Select(pair =>
            (pair.Name, source.Schema.Find(Calls.Json.Text(pair.Value) ?? "", ignoreCase: true) ?? throw ApiFault.InvalidField(pair.Name)))];
        return new Entry(target, source, result, pairs, multiMatch == "FIRSTMATCH", noMatch);
    }

    private static string Text(JsonProperty lookup, string name) =>
        Calls.Json.StringProperty(lookup.Value, name) ?? throw ApiFault.InvalidField($"lookups.{lookup.Name}.{name}");

    private sealed record Entry(SchemaField Target, Table Source, SchemaField Result, List<(string Helper, SchemaField Field)> Fields, bool TakeFirst, string NoMatch)
    {
        public void Resolve(RowPlan row)
        {
            List<(JsonElement Value, SchemaField Field)> given = [.. Fields
                .Where(pair => row.Record.TryGetProperty(pair.Helper, out _))
                .Select(pair => (row.Record.GetProperty(pair.Helper), pair.Field))];
            if (given.Count == 0)
            {
                // A row that carries none of the helpers leaves the target alone.
                return;
            }

            JsonElement first = given[0].Value;
            List<Row> found = Search(given);
            if (found.Count > 1 && !TakeFirst)
            {
                row.Problems.Add(new RowProblem(ValueFault.SeveralMatches, Target.Name, first));
            }
            else if (found.Count > 0)
            {
                row.Set(Target, found.MinBy(candidate => candidate.Slot)![Result]);
            }
            else if (NoMatch == "ERROR")
            {
                row.Problems.Add(new RowProblem(ValueFault.NoMatch, Target.Name, first));
            }
            else
            {
                row.Set(Target, NoMatch == "DEFAULTVALUE" ? Target.Declaration.DefaultValue : null);
            }
        }

        private List<Row> Search(List<(JsonElement Value, SchemaField Field)> given)
        {
            List<Row>? found = null;
            foreach ((JsonElement element, SchemaField field) in given)
            {
                object? value = field.Kind.IsNumber() && element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out decimal number)
                    ? number
                    : element.ValueKind == JsonValueKind.String ? element.GetString() : null;
                IReadOnlyList<Row> rows = value is null ? [] : Source.Find(field, value);
                found = found is null ? [.. rows] : [.. found.Intersect(rows)];
            }

            return found!;
        }
    }
}
