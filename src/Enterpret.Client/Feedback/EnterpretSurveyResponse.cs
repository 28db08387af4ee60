using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterpret.Client;

/// <summary>A feedback record of the type survey: what one person answered to the questions of a survey.</summary>
[JsonConverter(typeof(Converter))]
public sealed class EnterpretSurveyResponse : EnterpretFeedbackRecord
{
    /// <summary>Initializes a survey response without metadata.</summary>
    /// <param name="id">The identifier in your system. Make it unique in the whole workspace, by a prefix for example.</param>
    /// <param name="createdAt">When it was answered: in the year 2000 or later and not in the future. Up to 5 minutes ahead of the clock counts as now.</param>
    /// <param name="answers">The answers, at least one. Leave out questions that were not answered.</param>
    public EnterpretSurveyResponse(string id, DateTimeOffset createdAt, params IReadOnlyList<EnterpretSurveyAnswer> answers)
        : base(id, createdAt)
    {
        ArgumentNullException.ThrowIfNull(answers);
        Answers = answers;
    }

    /// <summary>Gets the answers.</summary>
    public IReadOnlyList<EnterpretSurveyAnswer> Answers { get; }

    private protected override ReadOnlySpan<byte> Type => "SURVEY"u8;

    private protected override RecordFault? WriteContent(RecordWriter json)
    {
        var survey = new SurveyJson(json);
        foreach (var answer in Answers)
        {
            if (survey.Write(answer?.Question ?? "", answer?.Answers ?? [], answer?.SelectedOptions ?? []) is { } fault)
                return fault;
        }

        return survey.End();
    }

    /// <summary>Reads and writes the record as it is on the wire.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sealed class Converter : JsonConverter<EnterpretSurveyResponse>
    {
        /// <inheritdoc/>
        public override EnterpretSurveyResponse Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RecordJson.Read(
            ref reader,
            static json => EnterpretFeedbackRecord.Read(
                json, "SURVEY", static (json, id, createdAt, fileId) => new EnterpretSurveyResponse(id, createdAt, SurveyJson.Read(json)) { FileId = fileId }));

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, EnterpretSurveyResponse value, JsonSerializerOptions options) => RecordJson.Write(writer, value);
    }
}
