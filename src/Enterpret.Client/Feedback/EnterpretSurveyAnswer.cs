namespace Enterpret.Client;

/// <summary>What was answered to one question of a survey: texts of one's own, options that were chosen, or both.</summary>
/// <remarks>
/// A score belongs into the metadata of the response, as a number, where it can be filtered and averaged. Of the options it is assumed, not documented, that they
/// are texts.
/// </remarks>
public sealed class EnterpretSurveyAnswer
{
    /// <summary>Initializes an answer.</summary>
    /// <param name="question">The question; not blank.</param>
    /// <param name="answers">The texts that were answered, none of them blank. One is sent as a text, several are sent as a list. None if only options were chosen.</param>
    public EnterpretSurveyAnswer(string question, params IReadOnlyList<string> answers)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(answers);
        Question = question;
        Answers = answers;
    }

    /// <summary>Gets the question.</summary>
    public string Question { get; }

    /// <summary>Gets the texts that were answered.</summary>
    public IReadOnlyList<string> Answers { get; }

    /// <summary>Gets the options that were chosen of those that the question offers.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> SelectedOptions { get; init; } = [];

    /// <summary>Returns the type, without what was answered.</summary>
    public override string ToString() => nameof(EnterpretSurveyAnswer);
}
