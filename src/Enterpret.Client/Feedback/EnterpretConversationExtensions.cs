using System.Runtime.CompilerServices;

namespace Enterpret.Client;

/// <summary>Puts conversations together from rows that hold a message each.</summary>
public static class EnterpretConversationExtensions
{
    /// <summary>Puts messages together that follow each other and belong to one conversation.</summary>
    /// <typeparam name="TRow">The type of a row.</typeparam>
    /// <param name="rows">The rows, ordered by conversation and then by the order of the messages.</param>
    /// <param name="conversationId">Returns the identifier of the conversation of a row.</param>
    /// <param name="sentAt">Returns when the message was sent; that of the first message is when the conversation began.</param>
    /// <param name="message">Returns the message.</param>
    /// <param name="describe">Sets the metadata of a conversation, from its first row. By default it has none.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The conversations, in the order of their first rows. One at a time is kept in memory, and the identifiers of those before it.</returns>
    /// <exception cref="InvalidOperationException">
    /// A conversation comes back after another one: the rows are not ordered. Enterpret would skip the second part without a word.
    /// </exception>
    public static async IAsyncEnumerable<EnterpretConversation> ToConversationsAsync<TRow>(
        this IAsyncEnumerable<TRow> rows,
        Func<TRow, string> conversationId,
        Func<TRow, DateTimeOffset> sentAt,
        Func<TRow, EnterpretMessage> message,
        Action<EnterpretConversation, TRow>? describe = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(conversationId);
        ArgumentNullException.ThrowIfNull(sentAt);
        ArgumentNullException.ThrowIfNull(message);

        var seen = new HashSet<string>(StringComparer.Ordinal);
        EnterpretConversation? current = null;
        List<EnterpretMessage> messages = [];
        long row = 0;
        await foreach (var value in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            row++;
            var id = conversationId(value);
            if (current?.Id != id)
            {
                if (current is not null)
                    yield return current;
                if (!seen.Add(id))
                    throw new InvalidOperationException($"Row {row} belongs to a conversation that ended before: the rows are not ordered by conversation.");
                messages = [];
                current = new(id, sentAt(value), messages);
                describe?.Invoke(current, value);
            }

            messages.Add(message(value));
        }

        if (current is not null)
            yield return current;
    }
}
