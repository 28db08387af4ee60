using System.Globalization;
using System.Runtime.CompilerServices;
using Census.Sync;

namespace Enterpret.Client;

/// <summary>A read of rows with a message each, as conversations.</summary>
internal sealed class ConversationRead : SourceRead
{
    private readonly SourceRead _rows;
    private readonly ConversationGroup _group;
    private readonly int _batchSize;
    private SourceReadEnd? _end;

    /// <exception cref="SyncSourceException">A column is missing, or there is one too many.</exception>
    public ConversationRead(SourceRead rows, MessageColumns columns, int batchSize)
    {
        (_rows, _batchSize) = (rows, batchSize);
        _group = new(rows.Schema, columns);
        if (rows.Schema.Where((_, i) => _group.Keeps(i)).Any(field => field.Name == EnterpretFields.Messages))
            throw new SyncSourceException($"The rows have a column '{EnterpretFields.Messages}', which is the name of the one that is made of the messages. Give it another name.");
        Schema = new(rows.Schema.Where((_, i) => _group.Keeps(i)).Append(new(EnterpretFields.Messages, FieldType.Json)));
    }

    public override RecordSchema Schema { get; }

    public override IAsyncEnumerable<RecordBatch> Batches => ReadAsync();

    public override SourceReadEnd? End => _end;

    public override IReadOnlyList<SourceReadError> Errors => _rows.Errors;

    public override SourceReadCost? Cost => _rows.Cost;

    public override ValueTask DisposeAsync()
    {
        _group.Dispose();
        return _rows.DisposeAsync();
    }

    private async IAsyncEnumerable<RecordBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var conversations = new RecordBatch(Schema);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long count = 0;
        await foreach (var rows in _rows.Batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < rows.Count; i++)
            {
                count++;
                if (_group.TryAdd(rows[i]))
                    continue;
                _group.MoveTo(conversations);
                if (_group.Start(rows[i]) is { } id && !seen.Add(id))
                {
                    throw new SyncSourceException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"Row {count} belongs to a conversation that ended before: the rows are not ordered by conversation."));
                }

                if (conversations.Count < _batchSize)
                    continue;
                yield return conversations;
                conversations.Clear();
            }
        }

        // What a limit cut off may belong to the last one.
        if (_rows.End is { IsComplete: true })
            _group.MoveTo(conversations);
        if (conversations.Count > 0)
            yield return conversations;
        _end = _rows.End;
    }
}
