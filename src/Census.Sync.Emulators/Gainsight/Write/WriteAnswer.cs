using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>How a write is answered.</summary>
internal sealed class WriteAnswer(GainsightEmulatorOptions options, Envelope envelope)
{
    /// <param name="written">Per row that was written: its GSID and what was sent.</param>
    /// <param name="count">The records changed, which may be more than the rows sent.</param>
    /// <param name="failed">Rows left out.</param>
    public Reply Success(IReadOnlyList<(string Gsid, RowPlan Row)> written, int count, IReadOnlyList<RowPlan> failed) => envelope.Success(
        json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", count);
            json.WritePropertyName("errors");
            WriteErrors(json, failed, failed);
            json.WriteStartArray("records");
            foreach ((string gsid, RowPlan row) in written)
            {
                json.WriteStartObject();
                if (options.EchoWrittenFields)
                {
                    foreach (JsonProperty property in row.Record.EnumerateObject().Where(static property => property.Name != "Gsid"))
                    {
                        property.WriteTo(json);
                    }
                }

                json.WriteString("Gsid", gsid);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        },
        stored: count > 0);

    /// <param name="sent">All rows.</param>
    /// <param name="failed">The bad ones, at least one.</param>
    public Reply Failure(IReadOnlyList<RowPlan> sent, IReadOnlyList<RowPlan> failed)
    {
        RowProblem first = failed[0].Problems[0];
        (string code, string text, bool namesValue) = ErrorCodes.ForData(first.Fault);
        string description = namesValue ? $"{text} ({first.FieldName} = {Text(first.Value)})." : text;
        return envelope.Failure(400, code, description, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", 0);
            json.WritePropertyName("errors");
            WriteErrors(json, first.Fault == ValueFault.NoMatch && !options.NameUnmatchedKeys ? [] : failed, options.ListGoodRows ? sent : failed);
            json.WriteNull("records");
            json.WriteEndObject();
        });
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "null" : Json.Text(value) ?? value.GetRawText();

    private void WriteErrors(Utf8JsonWriter json, IReadOnlyList<RowPlan> failed, IReadOnlyList<RowPlan> listed)
    {
        if (failed.Count == 0 || options.ErrorDetail == GainsightErrorDetail.None)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (RowPlan row in listed)
        {
            if (options.ErrorDetail == GainsightErrorDetail.Nested)
            {
                json.WriteStartArray();
            }

            foreach (RowProblem problem in failed.Contains(row) ? row.Problems : [])
            {
                WriteProblem(json, problem);
            }

            if (options.ErrorDetail == GainsightErrorDetail.Nested)
            {
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteProblem(Utf8JsonWriter json, RowProblem problem)
    {
        (string code, string text, _) = ErrorCodes.ForData(problem.Fault);
        json.WriteStartObject();
        json.WriteBoolean("success", false);
        json.WritePropertyName("parsedValue");
        WriteValue(json, problem.Value);
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteString("errorMessage", text);
        json.WriteString("errorCode", code);
        json.WriteString("fieldName", problem.FieldName);
        json.WritePropertyName("invalidValue");
        // A dropdown's bad value was seen to come back inside an array.
        if (problem.Fault == ValueFault.UnknownItem && problem.Value.ValueKind != JsonValueKind.Array)
        {
            json.WriteStartArray();
            WriteValue(json, problem.Value);
            json.WriteEndArray();
        }
        else
        {
            WriteValue(json, problem.Value);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            json.WriteNullValue();
        }
        else
        {
            value.WriteTo(json);
        }
    }
}
