using Census.Sync;

namespace Enterpret.Client;

/// <summary>
/// A source of conversations, or of forum threads, that puts them together from another source's rows with a message each: for the objects
/// <see cref="EnterpretObjects.Conversations"/> and <see cref="EnterpretObjects.ForumThreads"/> of a sync.
/// </summary>
/// <remarks>
/// <para>
/// The rows have to come ordered by conversation and then in the order of the messages: <c>ORDER BY conversation_id, sent_at</c>. A conversation that comes back
/// after another one ends the read with a <see cref="SyncSourceException"/>, since Enterpret would skip its second part without a word.
/// </para>
/// <para>
/// A conversation has the columns of its first row, without those of actor and text, and a column <see cref="EnterpretFields.Messages"/> to map to the field of
/// that name. Rows without a conversation are a record each, which the sync reports as one without a key. One conversation at a time is kept in memory, and the identifiers of
/// those before it.
/// </para>
/// <para>
/// Enterpret takes a conversation once: read those that have come to their end. When a limit cut the read, the last conversation is left out, as it may have gone on.
/// A cursor column is refused: it would deliver a part of a conversation.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var chats = new EnterpretConversationSource(
///     warehouse, "chat_id", "author", "body", new Dictionary&lt;string, EnterpretActor&gt; { ["customer"] = EnterpretActor.User, ["staff"] = EnterpretActor.Agent });
/// sync.From(chats, Model.Sql("SELECT chat_id, started_at, author, body FROM messages ORDER BY chat_id, sent_at"))
///     .To(EnterpretObjects.Conversations, SyncBehavior.CreateOnly).Key("chat_id", EnterpretFields.Id)
///     .Map("started_at", EnterpretFields.CreatedAt).Map(EnterpretFields.Messages, EnterpretFields.Messages);
/// </code>
/// </example>
public sealed class EnterpretConversationSource : SyncSource
{
    private readonly SyncSource _rows;
    private readonly MessageColumns _columns;

    /// <summary>Initializes a source.</summary>
    /// <param name="rows">The source of the rows. It is given the model of the sync.</param>
    /// <param name="conversationColumn">The column that says which conversation a message belongs to.</param>
    /// <param name="actorColumn">The column that says who wrote it.</param>
    /// <param name="textColumn">The column with what was written. Blank messages are left out when the conversation is sent.</param>
    /// <param name="actors">
    /// Who the values of the actor's column are, compared ordinally. By default, and for values that are not listed, the values are taken to be <c>user</c>, <c>agent</c> and <c>bot</c>; a
    /// conversation with any other is rejected.
    /// </param>
    public EnterpretConversationSource(
        SyncSource rows, string conversationColumn, string actorColumn, string textColumn, IReadOnlyDictionary<string, EnterpretActor>? actors = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentException.ThrowIfNullOrEmpty(conversationColumn);
        ArgumentException.ThrowIfNullOrEmpty(actorColumn);
        ArgumentException.ThrowIfNullOrEmpty(textColumn);
        _rows = rows;
        _columns = new(conversationColumn, actorColumn, textColumn, actors ?? new Dictionary<string, EnterpretActor>());
    }

    /// <inheritdoc/>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Cursor is { } cursor)
            throw new SyncSourceException($"A conversation is put together from all of its messages, and the cursor column '{cursor.Column}' would leave out the first. Leave the cursor out.");
        var rows = await _rows.OpenReadAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            return new ConversationRead(rows, _columns, options.BatchSize);
        }
        catch
        {
            await rows.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
