using System.Text.Json;
using System.Text.Json.Nodes;

namespace Census.Sync.ConformanceTests;

/// <summary>A destination that does everything right, but for one defect if it is told so: what the suite is tested with.</summary>
internal sealed class ModelDestination(ModelVendor vendor, TimeProvider time, ModelDefect defect, string key) : SyncDestination
{
    private const int BatchSize = 10;
    private const int Attempts = 3;

    private static readonly DestinationObject Things = new("Thing")
    {
        Operations = [new(SyncOperation.Upsert), new(SyncOperation.Update), new(SyncOperation.Insert), new(SyncOperation.Delete)],
    };

    public override string Environment => "model";

    public override ValueTask<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(defect == ModelDefect.TestsNothing || vendor.Test(key) ? ConnectionTestResult.Success : ConnectionTestResult.Failure("The key is refused."));
    }

    public override ValueTask<IReadOnlyList<DestinationObject>> ListObjectsAsync(CancellationToken cancellationToken = default) => new([Things]);

    public override ValueTask<IReadOnlyList<DestinationField>> ListFieldsAsync(string objectName, CancellationToken cancellationToken = default)
    {
        if (objectName != Things.Name && defect != ModelDefect.KnowsEveryObject)
            throw new SyncDestinationException(SyncErrorCodes.InvalidConfiguration, $"There is no object '{objectName}'.");
        List<DestinationField> fields =
        [
            new("id", FieldType.String) { IsIdentifier = true, IsRequired = true },
            new("owner", FieldType.String) { IsRequired = true },
            new("seats", FieldType.Integer),
            new("note", FieldType.String),
        ];
        if (defect == ModelDefect.ListsAFieldThatIsNone)
            fields.Add(new("nothing", FieldType.String));
        return new(fields);
    }

    public override ValueTask<SyncSpeed> GetSyncSpeedAsync(SyncPlan plan, CancellationToken cancellationToken = default) => new(new SyncSpeed(BatchSize, 2));

    public override async ValueTask<SyncEstimate> EstimateAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default)
    {
        var estimate = await base.EstimateAsync(plan, forecast, cancellationToken);
        return defect == ModelDefect.EstimatesTooMuch ? estimate with { Calls = forecast.Total } : estimate;
    }

    public override ValueTask<DestinationReader?> OpenReaderAsync(SyncPlan plan, IReadOnlyList<int> fields, CancellationToken cancellationToken = default) =>
        new(defect == ModelDefect.ReadsNothing ? null : new ModelReader(vendor, defect, plan, fields));

    public override async ValueTask RenderAsync(SyncPlan plan, RecordBatch records, Utf8JsonWriter writer, CancellationToken cancellationToken = default)
    {
        if (defect == ModelDefect.SendsToShow)
            await SyncBatchAsync(plan, records, cancellationToken);
        BodyOf(plan, records, new RecordResult[records.Count], defect == ModelDefect.ShowsWhatIsBad).Body.WriteTo(writer);
    }

    public override async ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var results = new RecordResult[records.Count];
        var (body, positions) = BodyOf(plan, records, results, sendsBad: false);
        if (body.Count == 0 && defect != ModelDefect.CallsForNothing)
            return results;

        if (defect == ModelDefect.ForgetsTheLast && records.Count == BatchSize)
            body.RemoveAt(body.Count - 1);
        var answers = await AskAsync(WireOperationOf(plan.Operation), body, cancellationToken);
        for (var i = 0; i < positions.Count; i++)
            results[positions[i]] = ResultOf(plan.Operation, i < answers.Length ? answers[i] : null, body.Count);
        if (defect == ModelDefect.RejectsTheWholeBatch && answers.Contains("refused"))
            Array.Fill(results, Rejected("refused", null));
        if (defect == ModelDefect.MixesUpResults)
            Array.Reverse(results);
        return results;
    }

    private SyncOperation WireOperationOf(SyncOperation operation) => (operation, defect) switch
    {
        (SyncOperation.Update, ModelDefect.CreatesOnUpdate) => SyncOperation.Upsert,
        (SyncOperation.Insert, ModelDefect.UpdatesOnCreate) => SyncOperation.Upsert,
        _ => operation,
    };

    private (JsonArray Body, List<int> Positions) BodyOf(SyncPlan plan, RecordBatch records, RecordResult[] results, bool sendsBad)
    {
        if (plan.Object.RepeatRuleOf(plan.Operation) is null)
            throw new SyncDestinationException(SyncErrorCodes.InvalidConfiguration, $"{plan.Object.Name} does not support {plan.Operation}.");
        var (body, positions) = (new JsonArray(), new List<int>());
        for (var i = 0; i < records.Count; i++)
        {
            if (ProblemOf(plan, records[i]) is { } problem && !sendsBad)
            {
                results[i] = RecordResult.Rejected(problem);
                continue;
            }

            body.Add(ObjectOf(plan, records[i]));
            positions.Add(i);
        }

        return (body, positions);
    }

    private RecordProblem? ProblemOf(SyncPlan plan, Record record)
    {
        for (var i = 0; i < plan.Fields.Count; i++)
        {
            var field = plan.Fields[i].Field;
            if (record[i].HasValue || !field.IsRequired)
                continue;
            if (field.IsIdentifier && defect != ModelDefect.SendsWithoutKeys)
                return Rejected(SyncErrorCodes.NullKey, field.Name).Problem;
            if (!field.IsIdentifier && plan.Operation is SyncOperation.Upsert or SyncOperation.Insert)
                return Rejected(SyncErrorCodes.RequiredField, field.Name, defect == ModelDefect.QuotesValues ? record[0].ToText() : "").Problem;
        }

        return null;
    }

    private JsonObject ObjectOf(SyncPlan plan, Record record)
    {
        var result = new JsonObject();
        for (var i = 0; i < plan.Fields.Count; i++)
        {
            if (plan.Operation == SyncOperation.Delete && !plan.KeyIndexes.Contains(i))
                continue;
            var value = record[i];
            if (value.IsAbsent && defect != ModelDefect.ClearsWhatIsAbsent || value.IsNull && defect == ModelDefect.LeavesNullOut)
                continue;
            result[plan.Fields[i].Field.Name] = value.HasValue ? value.ToText() : null;
        }

        return result;
    }

    // The fates of the records; fewer if nobody can tell.
    private async Task<string[]> AskAsync(SyncOperation operation, JsonArray body, CancellationToken cancellationToken)
    {
        for (var (attempt, waits) = (1, 0); ;)
        {
            var (status, text) = await CallAsync(operation, body, cancellationToken);
            switch (status)
            {
                case 200:
                    return text.StartsWith('[') ? [.. JsonNode.Parse(text)!.AsArray().Select(fate => (string)fate!)] : [];
                case 401 when defect == ModelDefect.BlamesRecordsForTheKey:
                    return [.. body.Select(_ => "refused")];
                case 401:
                    throw new SyncDestinationException(
                        SyncErrorCodes.Unauthorized, $"The key {(defect == ModelDefect.QuotesTheKey ? key : "")} is refused.");
                case 429 when waits++ == 5 || defect == ModelDefect.GivesUpWhenThrottled:
                    throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "The quota is used up.")
                    {
                        RetryAt = defect == ModelDefect.SaysNotWhenToGoOn ? null : time.GetUtcNow() + TimeSpan.FromMinutes(1),
                    };
                case 429:
                    await Task.Delay(TimeSpan.FromMinutes(1), time, cancellationToken);
                    break;
                default:
                    if (attempt++ == Attempts)
                        return defect == ModelDefect.TakesSilenceForRefusal ? [.. body.Select(_ => "refused")] : [];
                    await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
                    break;
            }
        }
    }

    private async Task<(int Status, string Body)> CallAsync(SyncOperation operation, JsonArray body, CancellationToken cancellationToken)
    {
        try
        {
            return await vendor.CallAsync(key, operation, body, cancellationToken);
        }
        catch (IOException)
        {
            return (0, "");
        }
        catch (OperationCanceledException) when (defect == ModelDefect.SwallowsCancellation)
        {
            return (200, "[]");
        }
    }

    private RecordResult ResultOf(SyncOperation operation, string? fate, int sent) => fate switch
    {
        "created" => RecordResult.Succeeded(RecordEffect.Created),
        "updated" => RecordResult.Succeeded(RecordEffect.Updated),
        "deleted" => RecordResult.Succeeded(RecordEffect.Deleted),
        "absent" when operation == SyncOperation.Delete && defect == ModelDefect.FailsToDeleteWhatIsAbsent => Rejected("absent", null),
        "absent" when operation == SyncOperation.Delete => RecordResult.Succeeded(RecordEffect.None),
        "absent" => RecordResult.Skipped(new(SyncErrorCodes.NotFound, "There is no such thing.")),
        "present" => RecordResult.Skipped(new(SyncErrorCodes.AlreadyExists, "There is such a thing.")),
        "refused" => Rejected("refused", null),
        _ => defect == ModelDefect.TakesSilenceForSuccess || defect == ModelDefect.ForgetsTheLast && sent == BatchSize - 1
            ? RecordResult.Succeeded()
            : RecordResult.Unknown,
    };

    private RecordResult Rejected(string code, string? field, string detail = "") =>
        RecordResult.Rejected(new(code, $"It was refused. {detail}", defect == ModelDefect.NamesNoField ? null : field));
}
