using System.Text;
using Census.Sync;

namespace Enterpret.Client;

/// <summary>The conversation that rows are being put together to.</summary>
internal sealed class ConversationGroup : IDisposable
{
    private readonly RecordWriter _messages = new();
    private readonly MessageColumns _columns;
    private readonly int _conversation;
    private readonly int _actor;
    private readonly int _text;
    private readonly FieldValue[] _first;
    private string? _id;
    private bool _isEmpty = true;

    /// <exception cref="SyncSourceException">A column is missing.</exception>
    public ConversationGroup(RecordSchema rows, MessageColumns columns)
    {
        _columns = columns;
        _conversation = Required(rows, columns.Conversation);
        _actor = Required(rows, columns.Actor);
        _text = Required(rows, columns.Text);
        _first = new FieldValue[rows.Count];
    }

    /// <summary>Tells whether a column of the rows is one of the conversation.</summary>
    public bool Keeps(int column) => column != _actor && column != _text || column == _conversation;

    /// <summary>Adds the message of a row, if it belongs to the conversation.</summary>
    public bool TryAdd(Record row)
    {
        if (_isEmpty || _id is null || IdOf(row) != _id)
            return false;
        _messages.Raw(","u8);
        Write(row);
        return true;
    }

    /// <summary>Starts the conversation of a row.</summary>
    /// <returns>Its identifier; null if it has none.</returns>
    public string? Start(Record row)
    {
        row.Values.CopyTo(_first);
        _id = IdOf(row);
        _isEmpty = false;
        _messages.Length = 0;
        _messages.Raw("["u8);
        Write(row);
        return _id;
    }

    /// <summary>Ends the conversation, if there is one, and adds it to a batch.</summary>
    public void MoveTo(RecordBatch conversations)
    {
        if (_isEmpty)
            return;
        _messages.Raw("]"u8);
        var target = conversations.Add();
        var column = 0;
        for (var i = 0; i < _first.Length; i++)
        {
            if (Keeps(i))
                target[column++] = _first[i];
        }

        target[column] = FieldValue.FromJson(Encoding.UTF8.GetString(_messages.Written));
        _isEmpty = true;
    }

    public void Dispose() => _messages.Dispose();

    private string? IdOf(Record row)
    {
        var id = row[_conversation];
        return id.HasValue ? id.ToText() : null;
    }

    private void Write(Record row)
    {
        var actor = row[_actor] is { HasValue: true } name ? name.ToText() : "";
        _messages.Raw("{\"actor\":"u8);
        if (_columns.Actors.TryGetValue(actor, out var known))
        {
            _messages.Raw("\""u8);
            _messages.Raw(ConversationJson.NameOf(known));
            _messages.Raw("\""u8);
        }
        else
        {
            _messages.Text(actor);
        }

        _messages.Raw(",\"text\":"u8);
        _messages.Text(row[_text] is { HasValue: true } text ? text.ToText() : "");
        _messages.Raw("}"u8);
    }

    private static int Required(RecordSchema rows, string column)
    {
        var index = rows.IndexOf(column);
        return index >= 0 ? index : throw new SyncSourceException($"The rows have no column '{column}'. Their columns are: {rows}.");
    }
}
