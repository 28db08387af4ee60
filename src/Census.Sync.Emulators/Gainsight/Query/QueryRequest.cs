using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>A query as it was understood.</summary>
internal sealed class QueryRequest
{
    public required IReadOnlyList<FieldPath> Select { get; init; }

    public Expression? Where { get; init; }

    public required IReadOnlyList<(FieldPath Path, bool Descending)> OrderBy { get; init; }

    public int Limit { get; init; }

    public int Offset { get; init; }

    /// <exception cref="ApiFault">The body is no query of this object.</exception>
    public static QueryRequest Parse(JsonElement body, Table table, GainsightStore store, GainsightEmulatorOptions options)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ApiFault.InvalidField();
        }

        foreach (JsonProperty property in body.EnumerateObject())
        {
            if (property.Name is not ("select" or "where" or "orderBy" or "limit" or "offset"))
            {
                throw ApiFault.InvalidField(property.Name);
            }
        }

        int offset = Whole(body, "offset", 0);
        int limit = Whole(body, "limit", options.MaxRowsPerRead);
        if (limit > options.MaxRowsPerRead && !options.CutReadLimit)
        {
            throw ApiFault.InvalidField("limit");
        }

        return new QueryRequest
        {
            Select = ParseSelect(body, table, store),
            Where = body.TryGetProperty("where", out JsonElement where) ? ParseWhere(where, table, store, options) : null,
            OrderBy = ParseOrder(body, table, store),
            Limit = Math.Min(limit, options.MaxRowsPerRead),
            Offset = options.OffsetCountsFromOne ? Math.Max(0, offset - 1) : offset,
        };
    }

    private static List<FieldPath> ParseSelect(JsonElement body, Table table, GainsightStore store)
    {
        if (!body.TryGetProperty("select", out JsonElement select) || select.ValueKind != JsonValueKind.Array || select.GetArrayLength() == 0)
        {
            throw ApiFault.InvalidField("select");
        }

        return [.. select.EnumerateArray().Select(path => FieldPath.Parse(path.ValueKind == JsonValueKind.String ? path.GetString()! : throw ApiFault.InvalidField("select"), table, store))];
    }

    private static Expression? ParseWhere(JsonElement where, Table table, GainsightStore store, GainsightEmulatorOptions options)
    {
        if (where.ValueKind != JsonValueKind.Object)
        {
            throw ApiFault.InvalidField("where");
        }

        foreach (JsonProperty property in where.EnumerateObject())
        {
            if (property.Name is not ("conditions" or "expression"))
            {
                throw ApiFault.InvalidField("where." + property.Name);
            }
        }

        if (!where.TryGetProperty("conditions", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            throw ApiFault.InvalidField("where.conditions");
        }

        var conditions = new Dictionary<string, Condition>(StringComparer.Ordinal);
        foreach (JsonElement condition in list.EnumerateArray())
        {
            (string alias, Condition parsed) = ParseCondition(condition, table, store, options);
            if (!conditions.TryAdd(alias, parsed))
            {
                throw ApiFault.InvalidField("where.conditions.alias");
            }
        }

        string? expression = Calls.Json.StringProperty(where, "expression");
        return (conditions.Count, string.IsNullOrWhiteSpace(expression)) switch
        {
            (0, true) => null,
            (1, true) => Expression.Parse(conditions.Keys.First(), conditions),
            (_, true) => throw ApiFault.InvalidField("where.expression"),
            _ => Expression.Parse(expression!, conditions),
        };
    }

    private static (string Alias, Condition Condition) ParseCondition(JsonElement condition, Table table, GainsightStore store, GainsightEmulatorOptions options)
    {
        if (condition.ValueKind != JsonValueKind.Object)
        {
            throw ApiFault.InvalidField("where.conditions");
        }

        foreach (JsonProperty property in condition.EnumerateObject())
        {
            if (property.Name is not ("name" or "alias" or "value" or "operator"))
            {
                throw ApiFault.InvalidField("where.conditions." + property.Name);
            }
        }

        string name = Calls.Json.StringProperty(condition, "name") ?? throw ApiFault.InvalidField("where.conditions.name");
        string alias = Calls.Json.StringProperty(condition, "alias") ?? throw ApiFault.InvalidField("where.conditions.alias");
        string @operator = Calls.Json.StringProperty(condition, "operator") ?? throw ApiFault.InvalidField("where.conditions.operator");
        if (!condition.TryGetProperty("value", out JsonElement value) || value.ValueKind != JsonValueKind.Array)
        {
            throw ApiFault.InvalidField("where.conditions.value");
        }

        return (alias, Condition.Parse(FieldPath.Parse(name, table, store), @operator, value.EnumerateArray(), options));
    }

    private static List<(FieldPath, bool)> ParseOrder(JsonElement body, Table table, GainsightStore store)
    {
        var order = new List<(FieldPath, bool)>();
        if (!body.TryGetProperty("orderBy", out JsonElement orderBy))
        {
            return order;
        }

        if (orderBy.ValueKind != JsonValueKind.Object)
        {
            throw ApiFault.InvalidField("orderBy");
        }

        foreach (JsonProperty property in orderBy.EnumerateObject())
        {
            FieldPath path = FieldPath.Parse(property.Name, table, store);
            string? direction = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
            if (direction is not ("asc" or "desc") || path.Field.Kind is FieldKind.RichText or FieldKind.MultiPicklist or FieldKind.Opaque)
            {
                throw ApiFault.InvalidField("orderBy." + property.Name);
            }

            order.Add((path, direction == "desc"));
        }

        return order;
    }

    private static int Whole(JsonElement body, string name, int otherwise)
    {
        if (!body.TryGetProperty(name, out JsonElement value))
        {
            return otherwise;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 0 ? number : throw ApiFault.InvalidField(name);
    }
}
