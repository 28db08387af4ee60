using Census.Sync;

namespace Enterpret.Client;

/// <summary>The users in Enterpret. Part of <see cref="EnterpretClient"/>; safe for concurrent use.</summary>
/// <remarks>
/// Enterpret creates the user or updates the one of the same identifier, see
/// https://helpcenter.enterpret.com/en/articles/8611269-syncing-users-and-accounts. Calls with one user each arrive in the order of the calls; lists do not wait for each other.
/// </remarks>
public class EnterpretUsers
{
    private readonly RecordSender? _sender;

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected EnterpretUsers()
    {
    }

    internal EnterpretUsers(EnterpretEndpoint endpoint) => _sender = new(endpoint, newestWins: true);

    internal RecordSender Sender => _sender ?? throw new NotSupportedException("A mock has to override this member.");

    /// <summary>Creates or updates one user. It goes before the requests of long lists and of syncs that use the same key, and shares a request with others that come at the same time.</summary>
    /// <param name="user">The user, with all attributes.</param>
    /// <param name="cancellationToken">Ends the call; the user may have been sent.</param>
    /// <returns>A task that ends well when Enterpret accepted the user; it need not be visible yet.</returns>
    /// <exception cref="ArgumentException">The user breaks a rule, or is too large for a request. The message names the place and shows no value.</exception>
    /// <exception cref="InvalidOperationException">There is no API key for users.</exception>
    /// <exception cref="EnterpretException">Enterpret refused it, or could not be reached, also by repeating. It may be sent again.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task UpsertAsync(EnterpretUser user, CancellationToken cancellationToken = default) =>
        Sender.SendOneAsync(user, nameof(user), cancellationToken);

    /// <summary>Creates or updates users, in requests of at most 15.</summary>
    /// <param name="users">The users, with all attributes. Of those that have the same identifier only the last is sent.</param>
    /// <param name="cancellationToken">Ends the call; some may have been sent.</param>
    /// <returns>One outcome each, in the same order. A bad one does not keep the others from being delivered.</returns>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    /// <exception cref="InvalidOperationException">There is no API key for users.</exception>
    /// <exception cref="EnterpretException">
    /// Enterpret could not be used before it accepted or refused any of them. They may all be sent again. Later than that the outcomes say it, and
    /// <see cref="EnterpretResult.Error"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<EnterpretResult> UpsertAsync(IReadOnlyList<EnterpretUser> users, CancellationToken cancellationToken = default) =>
        Sender.SendAsync(users, nameof(users), cancellationToken);

    /// <summary>Checks a record, without sending it.</summary>
    /// <param name="user">The user.</param>
    /// <returns>The first rule that it breaks, with the place and without a value; null if it breaks none.</returns>
    public virtual RecordProblem? Validate(EnterpretUser user) => Sender.Validate(user, nameof(user));

    /// <summary>Returns the request that would be sent with the user. It shows the values.</summary>
    /// <param name="user">The user.</param>
    /// <exception cref="ArgumentException">The user breaks a rule, or is too large for a request.</exception>
    public virtual string Render(EnterpretUser user) => Sender.Render(user, nameof(user));
}
