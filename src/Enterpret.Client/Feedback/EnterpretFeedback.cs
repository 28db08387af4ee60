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

    private RecordSender Sender => _sender ?? throw new NotSupportedException("A mock has to override this member.");

    /// <summary>Sends one review. It goes before the requests of long lists and of syncs that use the same key.</summary>
    /// <param name="review">The review.</param>
    /// <param name="cancellationToken">Ends the call; the review may have been sent.</param>
    /// <returns>A task that ends well when Enterpret accepted the review; it need not be visible yet.</returns>
    /// <exception cref="ArgumentException">The review breaks a rule, or is too large for a request. The message names the place and shows no value.</exception>
    /// <exception cref="InvalidOperationException">There is no API key for feedback.</exception>
    /// <exception cref="EnterpretException">Enterpret refused it, or could not be reached, also by repeating. It may be sent again.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task SendReviewAsync(EnterpretReview review, CancellationToken cancellationToken = default) =>
        Sender.SendOneAsync(review, nameof(review), cancellationToken);

    /// <summary>Sends reviews, in requests within <see cref="EnterpretFeedbackOptions.Limits"/>.</summary>
    /// <param name="reviews">The reviews. Of those that have the same identifier only the first is sent.</param>
    /// <param name="cancellationToken">Ends the call; some may have been sent.</param>
    /// <returns>One outcome each, in the same order. A bad one does not keep the others from being delivered.</returns>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    /// <exception cref="InvalidOperationException">There is no API key for feedback.</exception>
    /// <exception cref="EnterpretException">
    /// Enterpret could not be used before it accepted or refused any of them. They may all be sent again. Later than that the outcomes say it, and
    /// <see cref="EnterpretResult.Error"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<EnterpretResult> SendReviewsAsync(IReadOnlyList<EnterpretReview> reviews, CancellationToken cancellationToken = default) =>
        Sender.SendAsync(reviews, nameof(reviews), cancellationToken);
}
