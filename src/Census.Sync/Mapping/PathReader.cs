using System.Text.Json;

namespace Census.Sync.Mapping;

/// <summary>Follows a path into JSON, text that is JSON, or a list.</summary>
internal sealed class PathReader(int column, ValuePath path, ParsedColumn parsed) : ValueReader
{
    public override RecordProblem? Read(Record source, out FieldValue value)
    {
        value = source.Values[column];
        if (!value.HasValue)
            return null;

        var step = 0;
        while (value.Kind == FieldValueKind.Array && step < path.Steps.Count)
        {
            if (path.Steps[step].Name is not null)
                return WrongShape(step, "a list", out value);
            var elements = value.AsArray();
            value = path.Steps[step].Index < elements.Length ? elements[path.Steps[step].Index] : FieldValue.Null;
            step++;
        }

        if (step == path.Steps.Count || !value.HasValue)
            return null;
        return value.Kind is FieldValueKind.Json or FieldValueKind.String
            ? ReadJson(value.AsString(), step, out value)
            : WrongShape(step, $"a value of kind {value.Kind}", out value);
    }

    private RecordProblem? ReadJson(string json, int step, out FieldValue value)
    {
        value = FieldValue.Null;
        try
        {
            var element = parsed.Parse(json);
            for (; step < path.Steps.Count && element.ValueKind != JsonValueKind.Null; step++)
            {
                if (!TryStep(element, path.Steps[step], out var next))
                    return WrongShape(step, Describe(element.ValueKind), out value);
                if (next is null)
                    return null;
                element = next.Value;
            }

            value = JsonValues.Of(element);
            return null;
        }
        catch (JsonException)
        {
            return WrongShape(step, "no JSON", out value);
        }
        catch (InvalidOperationException)
        {
            // JSON may escape half of a character that takes two; as text, there is no such thing.
            value = default;
            return new(SyncErrorCodes.WrongShape, $"The path '{path.Describe(path.Steps.Count)}' finds text with a character that is not whole.");
        }
    }

    // Null if there is no such member or element.
    private static bool TryStep(JsonElement element, ValuePath.Step step, out JsonElement? next)
    {
        next = null;
        if (element.ValueKind != (step.Name is null ? JsonValueKind.Array : JsonValueKind.Object))
            return false;
        if (step.Name is null)
            next = step.Index < element.GetArrayLength() ? element[step.Index] : null;
        else if (element.TryGetProperty(step.Name, out var member))
            next = member;
        return true;
    }

    private RecordProblem WrongShape(int step, string found, out FieldValue value)
    {
        value = default;
        var expected = path.Steps[step].Name is null ? "a list" : "an object";
        var place = step == 0 ? "" : $" at '{path.Describe(step)}'";
        return new(SyncErrorCodes.WrongShape, $"The path '{path.Describe(path.Steps.Count)}' needs {expected}{place}, and finds {found}.");
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
