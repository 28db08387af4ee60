namespace Census.Sync.Mapping;

/// <summary>Casts values to lists. A list comes as such, as JSON, or as text that is a JSON list; any other value is a list of one.</summary>
internal static class ListCast
{
    /// <summary>Casts a value to a list.</summary>
    /// <returns>False if it is no list, or an element has no exact counterpart in the type.</returns>
    public static bool TryCast(in FieldValue value, FieldType type, out FieldValue result)
    {
        result = default;
        if (!TryGetElements(in value, type, out var elements))
            return false;
        var cast = new FieldValue[elements.Length];
        for (var i = 0; i < cast.Length; i++)
        {
            if (!TakesShape(in elements[i], type) || !ValueCast.TryCast(in elements[i], type, false, out cast[i]))
                return false;
        }

        result = FieldValue.FromArray(cast);
        return true;
    }

    /// <summary>Says why a value that could not be cast is no list; null if it is one, and an element is the matter.</summary>
    public static string? WhyNoList(in FieldValue value, FieldType type)
    {
        if (!TryGetElements(in value, type, out var elements))
            return value.Kind == FieldValueKind.Json && JsonValues.TryParse(value.AsString(), out _) ? "The field takes a list, and the value is a JSON object." : "The field takes a list, and the value is no well-formed JSON list.";
        foreach (ref readonly var element in elements)
        {
            if (!element.HasValue)
                return "The list has an element that is null.";
            if (!TakesShape(in element, type))
                return $"The list has an element that is an object or a list itself, and the field takes a list of {type}.";
        }

        return null;
    }

    private static bool TakesShape(in FieldValue element, FieldType type) =>
        element.HasValue && (type is FieldType.Json or FieldType.Any || element.Kind != FieldValueKind.Array && !JsonValues.IsContainer(in element));

    private static bool TryGetElements(in FieldValue value, FieldType type, out ReadOnlySpan<FieldValue> elements)
    {
        elements = default;
        if (value.Kind == FieldValueKind.Array)
        {
            elements = value.AsArray();
            return true;
        }

        // Warehouses without a list type deliver lists as JSON, or as its text. What only looks like a list is no text with a bracket in it: nobody could tell.
        if (value.Kind == FieldValueKind.Json || value.Kind == FieldValueKind.String && value.AsString().AsSpan().TrimStart() is ['[', ..])
        {
            if (!JsonValues.TryParse(value.AsString(), out var parsed))
                return false;
            if (parsed.Kind == FieldValueKind.Array)
            {
                elements = parsed.AsArray();
                return true;
            }

            elements = new FieldValue[] { parsed };
            return TakesShape(in parsed, type);
        }

        elements = new FieldValue[] { value };
        return true;
    }
}
