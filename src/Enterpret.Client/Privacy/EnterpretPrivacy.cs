namespace Enterpret.Client;

/// <summary>The erasing of users from Enterpret, for requests of data protection. Part of <see cref="EnterpretClient"/>; safe for concurrent use.</summary>
/// <remarks>
/// The key comes from Enterpret's customer success, who have to be told which metadata fields hold the identifiers of users, see
/// https://helpcenter.enterpret.com/en/articles/9167288-user-privacy-api. Erasing takes up to 24 hours and goes on from an account to its users and from a user to
/// the feedback. There is no way to ask whether it is done, and none to undo it.
/// </remarks>
public class EnterpretPrivacy
{
    private readonly RecordSender? _sender;

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected EnterpretPrivacy()
    {
    }

    internal EnterpretPrivacy(EnterpretEndpoint endpoint) => _sender = new(endpoint, newestWins: false);

    internal RecordSender Sender => _sender ?? throw new NotSupportedException("A mock has to override this member.");

    /// <summary>Asks Enterpret to erase users and all that belongs to them, in requests of at most 100.</summary>
    /// <param name="userIds">The identifiers of the users; each is sent once.</param>
    /// <param name="cancellationToken">Ends the call; some may have been sent.</param>
    /// <returns>One outcome each, in the same order. A blank identifier is rejected and does not keep the others from being sent.</returns>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    /// <exception cref="InvalidOperationException">There is no API key for privacy.</exception>
    /// <exception cref="EnterpretException">
    /// Enterpret could not be used before it accepted or refused any of them. They may all be sent again. Later than that the outcomes say it, and
    /// <see cref="EnterpretResult.Error"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<EnterpretResult> EraseUsersAsync(IReadOnlyList<string> userIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var users = new UserToErase[userIds.Count];
        for (var i = 0; i < users.Length; i++)
            users[i] = new(userIds[i] ?? throw new ArgumentException($"{nameof(userIds)}[{i}] is null.", nameof(userIds)));
        return Sender.SendAsync(users, nameof(userIds), cancellationToken);
    }

    private sealed class UserToErase(string id) : EnterpretRecord(id, default)
    {
        internal override RecordFault? WriteTo(RecordWriter json, WireFormat format)
        {
            if (RecordFault.OfId(Id, "id") is { } fault)
                return fault;
            json.Text(Id);
            return null;
        }
    }
}
