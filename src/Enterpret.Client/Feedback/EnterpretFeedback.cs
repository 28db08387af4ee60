using Census.Sync;

namespace Enterpret.Client;

/// <summary>Feedback in Enterpret. Part of <see cref="EnterpretClient"/>; safe for concurrent use.</summary>
/// <remarks>
/// Feedback is only ever created: Enterpret skips an identifier that it has, without a word. See
/// https://helpcenter.enterpret.com/en/articles/12131693-webhook-integration.
/// </remarks>
public class EnterpretFeedback
{
    private readonly RecordSender? _sender;

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected EnterpretFeedback()
    {
    }

    internal EnterpretFeedback(EnterpretEndpoint endpoint) => _sender = new(endpoint, newestWins: false);

    internal RecordSender Sender => _sender ?? throw new NotSupportedException("A mock has to override this member.");

    /// <summary>Sends one feedback record. It goes before the requests of long lists and of syncs that use the same key, and shares a request with others that come at the same time.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Ends the call; the record may have been sent.</param>
    /// <returns>A task that ends well when Enterpret accepted the record; it need not be visible yet.</returns>
    /// <exception cref="ArgumentException">The record breaks a rule, or is too large for a request. The message names the place and shows no value.</exception>
    /// <exception cref="InvalidOperationException">There is no API key for feedback.</exception>
    /// <exception cref="EnterpretException">Enterpret refused it, or could not be reached, also by repeating. It may be sent again.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task SendAsync(EnterpretFeedbackRecord record, CancellationToken cancellationToken = default) =>
        Sender.SendOneAsync(record, nameof(record), cancellationToken);

    /// <summary>Sends feedback records, of one type or several, in requests within <see cref="EnterpretFeedbackOptions.Limits"/>.</summary>
    /// <param name="records">The records. Of those that have the same identifier only the first is sent.</param>
    /// <param name="cancellationToken">Ends the call; some may have been sent.</param>
    /// <returns>One outcome each, in the same order. A bad one does not keep the others from being delivered.</returns>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    /// <exception cref="InvalidOperationException">There is no API key for feedback.</exception>
    /// <exception cref="EnterpretException">
    /// Enterpret could not be used before it accepted or refused any of them. They may all be sent again. Later than that the outcomes say it, and
    /// <see cref="EnterpretResult.Error"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<EnterpretResult> SendAsync(IReadOnlyList<EnterpretFeedbackRecord> records, CancellationToken cancellationToken = default) =>
        Sender.SendAsync(records, nameof(records), cancellationToken);

    /// <summary>Checks a record, without sending it.</summary>
    /// <param name="record">The record.</param>
    /// <returns>The first rule that it breaks, with the place and without a value; null if it breaks none.</returns>
    public virtual RecordProblem? Validate(EnterpretFeedbackRecord record) => Sender.Validate(record, nameof(record));

    /// <summary>Returns the request that would be sent with a record, for Enterpret's payload validator for example. It shows the values.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentException">The record breaks a rule, or is too large for a request.</exception>
    public virtual string Render(EnterpretFeedbackRecord record) => Sender.Render(record, nameof(record));
}
