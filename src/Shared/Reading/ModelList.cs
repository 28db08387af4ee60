namespace Census.Sync.Sources;

/// <summary>Reads the answer to a question for what there is to read: schema, or null for none, name, and type.</summary>
internal static class ModelList
{
    public static async ValueTask<IReadOnlyList<Model>> ReadAsync(SourceRead read, Func<string, string> quote, CancellationToken cancellationToken)
    {
        if (read.Schema.Count < 3)
            throw new SyncSourceException("The list of tables and views is not what it should be.");
        var models = new List<Model>();
        await foreach (var batch in read.Batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var values = batch[i].Values;
                var name = quote(values[1].ToText());
                if (values[0].HasValue)
                    name = $"{quote(values[0].ToText())}.{name}";
                models.Add(values[2].ToText().Contains("VIEW", StringComparison.OrdinalIgnoreCase) ? Model.View(name) : Model.Table(name));
            }
        }

        return models;
    }
}
