namespace Enterpret.Client;

/// <summary>How feedback is sent. Part of <see cref="EnterpretClientOptions"/>.</summary>
public sealed class EnterpretFeedbackOptions
{
    /// <summary>Gets or sets the API key of the feedback integration, which also decides the name of the source in Enterpret.</summary>
    /// <value>The default is null: no feedback is sent, unless <see cref="ApiKeyProvider"/> is set.</value>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets what gives the API key, for keys that change. Asked when the key is first needed, and once more when it is refused.</summary>
    /// <value>The default is null. Not together with <see cref="ApiKey"/>.</value>
    public Func<CancellationToken, ValueTask<string>>? ApiKeyProvider { get; set; }

    /// <summary>Gets or sets the source that records belong to which name none themselves, <c>app-store-reviews</c> for example.</summary>
    /// <value>The default is null: each record must name its own. Required to use reviews as the object of a sync.</value>
    public string? FileId { get; set; }

    /// <summary>Gets or sets the limits of the key.</summary>
    /// <value>The default is <see cref="EnterpretLimits.Conservative"/>. In a configuration also the name <c>Conservative</c> or <c>Documented2026</c>.</value>
    public EnterpretLimits Limits { get; set; } = EnterpretLimits.Conservative;

    internal bool HasKey => ApiKey is not null || ApiKeyProvider is not null;

    internal EnterpretFeedbackOptions Copy() => (EnterpretFeedbackOptions)MemberwiseClone();

    /// <summary>Returns the type only: a key must not slip into a log.</summary>
    public override string ToString() => nameof(EnterpretFeedbackOptions);
}
