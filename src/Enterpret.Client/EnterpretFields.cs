namespace Enterpret.Client;

/// <summary>Names of fields: those that a sync maps to, and those by which feedback is linked to users and accounts.</summary>
/// <remarks>
/// Enterpret has no field of its own for who said something. In its settings a metadata field of the feedback is matched with users or accounts, see
/// https://helpcenter.enterpret.com/en/articles/8611269-syncing-users-and-accounts. So every source should carry the same names, and values that match to the letter.
/// </remarks>
public static class EnterpretFields
{
    /// <summary>The identifier of a record, the sync key of every object.</summary>
    public const string Id = "Id";

    /// <summary>When the record came into being.</summary>
    public const string CreatedAt = "Created At";

    /// <summary>The text of a review.</summary>
    public const string Text = "Text";

    /// <summary>The messages of a conversation or forum thread: a JSON list of objects with <c>actor</c> (<c>user</c>, <c>agent</c>, <c>bot</c>) and <c>text</c>.</summary>
    public const string Messages = "Messages";

    /// <summary>The metadata field with the identifier of the user who said it.</summary>
    public const string UserId = "user_id";

    /// <summary>The metadata field with the e-mail address of the user who said it.</summary>
    public const string UserEmail = "user_email";

    /// <summary>The metadata field, or attribute of a user, with the identifier of the account.</summary>
    public const string AccountId = "account_id";

    internal const string QuestionPrefix = "Question: ";
    internal const string ChoicePrefix = "Choice: ";

    internal static bool IsQuestion(string field) =>
        field.StartsWith(QuestionPrefix, StringComparison.Ordinal) || field.StartsWith(ChoicePrefix, StringComparison.Ordinal);

    /// <summary>Returns the field for the answers to a question of a survey; several if the value is a list.</summary>
    /// <param name="question">The question, as it is sent.</param>
    public static string Question(string question)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        return QuestionPrefix + question;
    }

    /// <summary>Returns the field for the options that were chosen for a question of a survey; several if the value is a list.</summary>
    /// <param name="question">The question, as it is sent.</param>
    public static string Choice(string question)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        return ChoicePrefix + question;
    }
}
