using Census.Sync;

namespace Enterpret.Client;

/// <summary>Where the columns of a plan go on the wire. Made once a plan; writes records straight from their values.</summary>
internal sealed class RecordLayout
{
    private const int NotMapped = -1;
    private readonly ObjectKind _kind;
    private readonly int _id;
    private readonly int _createdAt;
    private readonly int _content;
    private readonly SurveyColumn[] _questions;
    private readonly Column[] _columns;

    /// <summary>Initializes a layout.</summary>
    /// <exception cref="SyncDestinationException">The plan cannot be carried out.</exception>
    public RecordLayout(ObjectModel model, SyncPlan plan)
    {
        _kind = model.Kind;
        _id = Required(plan, EnterpretFields.Id);
        _createdAt = _kind == ObjectKind.Erasure ? NotMapped : Required(plan, EnterpretFields.CreatedAt);
        _content = _kind switch
        {
            ObjectKind.Review => Required(plan, EnterpretFields.Text),
            ObjectKind.Conversation or ObjectKind.ForumThread => Required(plan, EnterpretFields.Messages),
            _ => NotMapped,
        };
        if (plan.KeyIndexes is not [var key] || key != _id)
            throw Invalid(plan, $"the sync key must be '{EnterpretFields.Id}' and nothing else");
        if (plan.Fields.FirstOrDefault(field => field.LookupBy is not null) is { } lookup)
            throw Invalid(plan, $"'{lookup.Field.Name}' is a lookup, and Enterpret has no fields that refer to other objects");

        List<SurveyColumn> questions = [];
        List<Column> columns = [];
        for (var i = 0; i < plan.Fields.Count; i++)
        {
            if (i == _id || i == _createdAt || i == _content)
                continue;
            var field = plan.Fields[i].Field;
            if (_kind == ObjectKind.Survey && SurveyColumn.Of(field.Name, i) is { } question)
            {
                questions.Add(question);
            }
            else
            {
                model.Endpoint.Format.Names?.Note(field.Name, TypeTag.None);
                columns.Add(new(i, field));
            }
        }

        _questions = [.. questions];
        _columns = [.. columns];
        if (_kind == ObjectKind.Survey && _questions.Length == 0)
        {
            throw Invalid(
                plan,
                $"no question is mapped; map the column of each to {nameof(EnterpretFields)}.{nameof(EnterpretFields.Question)} or .{nameof(EnterpretFields.Choice)}");
        }
    }

    private bool IsFeedback => _kind != ObjectKind.Entity;

    /// <summary>Writes a record.</summary>
    /// <returns>The rule that the record breaks, or null. What was written before is then worthless.</returns>
    public RecordFault? Write(RecordWriter json, ReadOnlySpan<FieldValue> values, WireFormat format)
    {
        if (!TryReadId(values[_id], out var id))
            return new(SyncErrorCodes.CastFailed, EnterpretFields.Id, "an identifier is text or a whole number", EnterpretFields.Id);
        if (RecordFault.OfId(id, EnterpretFields.Id) is { } fault)
            return fault;
        if (_kind == ObjectKind.Erasure)
        {
            json.Text(id);
            return null;
        }

        if (!values[_createdAt].HasValue)
            return RecordFault.Required(EnterpretFields.CreatedAt, EnterpretFields.CreatedAt);
        if (!TryReadTime(values[_createdAt], out var createdAt))
            return new(SyncErrorCodes.CastFailed, EnterpretFields.CreatedAt, "it must be a point in time or a date", EnterpretFields.CreatedAt);
        return IsFeedback ? WriteFeedback(json, values, id, createdAt, format) : WriteEntity(json, values, id, createdAt, format);
    }

    private RecordFault? WriteEntity(RecordWriter json, ReadOnlySpan<FieldValue> values, string id, DateTimeOffset createdAt, WireFormat format)
    {
        json.Raw("{\"id\":"u8);
        json.Text(id);
        if (WriteColumns(FieldsJson.Attributes(json, format), values, format, "attributes") is { } fault)
            return fault;
        json.Raw(",\"createdAt\":"u8);
        json.Number(createdAt.ToUnixTimeSeconds());
        json.Raw("}"u8);
        return null;
    }

    private RecordFault? WriteFeedback(RecordWriter json, ReadOnlySpan<FieldValue> values, string id, DateTimeOffset createdAt, WireFormat format)
    {
        if (!Timestamps.TryFitFeedback(createdAt, format.Now, out var seconds))
            return RecordFault.OutsideTimes(EnterpretFields.CreatedAt);

        FeedbackJson.WriteStart(json, id, format.FileId!, TypeName, seconds);
        var fault = _kind switch
        {
            ObjectKind.Review => WriteText(json, values[_content]),
            ObjectKind.Survey => WriteAnswers(json, values),
            _ => WriteMessages(json, values[_content]),
        } ?? WriteColumns(FieldsJson.Metadata(json, format), values, format, "metadata");
        json.Raw("}"u8);
        return fault;
    }

    private ReadOnlySpan<byte> TypeName => _kind switch
    {
        ObjectKind.Review => "REVIEW"u8,
        ObjectKind.Survey => "SURVEY"u8,
        ObjectKind.Conversation => "CONVERSATION"u8,
        _ => "FORUM_CONVERSATION_THREAD"u8,
    };

    private static RecordFault? WriteText(RecordWriter json, in FieldValue text) => text.Kind switch
    {
        FieldValueKind.String => EnterpretReview.WriteText(json, text.AsString(), EnterpretFields.Text),
        FieldValueKind.Absent or FieldValueKind.Null => RecordFault.Required(EnterpretFields.Text, EnterpretFields.Text),
        _ => new(SyncErrorCodes.CastFailed, EnterpretFields.Text, "it must be text", EnterpretFields.Text),
    };

    private RecordFault? WriteAnswers(RecordWriter json, ReadOnlySpan<FieldValue> values)
    {
        var survey = new SurveyJson(json);
        foreach (var question in _questions)
        {
            if (!TryReadTexts(values[question.Index], out var texts))
                return new(SyncErrorCodes.CastFailed, question.Field, "an answer is a text, a number or a truth, or a list of them", question.Field);

            // A question that was not answered is left out.
            if (texts.Count > 0 && survey.Write(question.Question, question.IsChoice ? [] : texts, question.IsChoice ? texts : []) is { } fault)
                return fault;
        }

        return survey.End();
    }

    private static RecordFault? WriteMessages(RecordWriter json, in FieldValue value)
    {
        if (!value.HasValue)
            return RecordFault.Required(EnterpretFields.Messages, EnterpretFields.Messages);
        return MessageColumn.TryRead(value, out var messages)
            ? ConversationJson.Write(json, messages, EnterpretFields.Messages)
            : new(
                SyncErrorCodes.CastFailed, EnterpretFields.Messages,
                "it must be a JSON list of objects with 'actor' (user, agent or bot) and 'text'", EnterpretFields.Messages);
    }

    private RecordFault? WriteColumns(FieldsJson fields, ReadOnlySpan<FieldValue> values, WireFormat format, string container)
    {
        foreach (var column in _columns)
        {
            ref readonly var value = ref values[column.Index];
            if (TypedValue.IsEmpty(value))
                continue;
            if (!column.IsOfOneType(value, format.Dates))
                return RecordFault.Of(ValueRule.OtherTypeBefore, container, column.Name);
            if (fields.Write(column.EncodedName, value, column.Type) is { } rule)
                return RecordFault.Of(rule, container, column.Name);
        }

        fields.End();
        return null;
    }

    private static bool TryReadTexts(in FieldValue value, out IReadOnlyList<string> texts)
    {
        texts = [];
        if (!value.HasValue)
            return true;
        var elements = value.Kind == FieldValueKind.Array ? value.AsArray() : new ReadOnlySpan<FieldValue>(in value);
        var list = new List<string>(elements.Length);
        foreach (ref readonly var element in elements)
        {
            if (element.Kind is FieldValueKind.Bytes or FieldValueKind.Json or FieldValueKind.Array)
                return false;
            var text = element.ToText();
            if (!string.IsNullOrWhiteSpace(text))
                list.Add(text);
        }

        texts = list;
        return true;
    }

    private static bool TryReadId(in FieldValue value, out string id)
    {
        id = value.Kind switch
        {
            FieldValueKind.String => value.AsString(),
            FieldValueKind.Integer => value.ToText(),
            _ => "",
        };
        return value.Kind is FieldValueKind.String or FieldValueKind.Integer or FieldValueKind.Null or FieldValueKind.Absent;
    }

    private static bool TryReadTime(in FieldValue value, out DateTimeOffset time)
    {
        time = value.Kind switch
        {
            FieldValueKind.Instant => value.AsInstant(),
            FieldValueKind.Date => Timestamps.AtMidnight(value.AsDate()),
            _ => default,
        };
        return value.Kind is FieldValueKind.Instant or FieldValueKind.Date;
    }

    private static int Required(SyncPlan plan, string field)
    {
        var index = plan.Schema.IndexOf(field);
        return index >= 0 ? index : throw Invalid(plan, $"'{field}' is not mapped, and Enterpret takes no record without it");
    }

    private static SyncDestinationException Invalid(SyncPlan plan, string reason) =>
        new(SyncErrorCodes.InvalidConfiguration, $"The object '{plan.Object.Name}' cannot be written so: {reason}.");

    private sealed class Column(int index, DestinationField target)
    {
        private TypeTag _firstType;

        public int Index => index;

        public string Name => target.Name;

        public FieldType Type => target.Type;

        public byte[] EncodedName { get; } = FieldsJson.Encode(target.Name);

        // The type belongs to the field, so if it is not declared the first value decides it for the plan. Several batches may be written at once.
        public bool IsOfOneType(in FieldValue value, EnterpretDateEncoding dates)
        {
            if (Type != FieldType.Any || TypedValue.TagOf(value, dates) is var own && own == TypeTag.None)
                return true;
            var first = Interlocked.CompareExchange(ref _firstType, own, TypeTag.None);
            return first == TypeTag.None || first == own;
        }
    }

    private sealed record SurveyColumn(int Index, string Field, string Question, bool IsChoice)
    {
        public static SurveyColumn? Of(string field, int index) =>
            field.StartsWith(EnterpretFields.QuestionPrefix, StringComparison.Ordinal) ? new(index, field, field[EnterpretFields.QuestionPrefix.Length..], false)
            : field.StartsWith(EnterpretFields.ChoicePrefix, StringComparison.Ordinal) ? new(index, field, field[EnterpretFields.ChoicePrefix.Length..], true)
            : null;
    }
}
