using System.Text.Json;
using Census.Sync;

namespace Enterpret.Client;

/// <summary>Where the columns of a plan go on the wire. Made once a plan; writes records straight from their values.</summary>
internal sealed class RecordLayout
{
    private readonly ObjectModel _model;
    private readonly int _id;
    private readonly int _createdAt;
    private readonly int _text;
    private readonly Column[] _columns;

    /// <summary>Initializes a layout.</summary>
    /// <exception cref="SyncDestinationException">The plan cannot be carried out.</exception>
    public RecordLayout(ObjectModel model, SyncPlan plan)
    {
        _model = model;
        _id = Required(plan, ObjectModel.IdField);
        _createdAt = Required(plan, ObjectModel.CreatedAtField);
        _text = model.IsFeedback ? Required(plan, ObjectModel.TextField) : -1;
        if (plan.KeyIndexes is not [var key] || key != _id)
            throw Invalid(plan, $"the sync key must be '{ObjectModel.IdField}' and nothing else");

        _columns =
        [
            .. Enumerable.Range(0, plan.Fields.Count)
                .Where(index => index != _id && index != _createdAt && index != _text)
                .Select(index => Column.Of(plan.Fields[index].Field, index)),
        ];
        if (plan.Fields.FirstOrDefault(field => field.LookupBy is not null) is { } lookup)
            throw Invalid(plan, $"'{lookup.Field.Name}' is a lookup, and Enterpret has no fields that refer to other objects");
    }

    /// <summary>Writes a record.</summary>
    /// <returns>The rule that the record breaks, or null. What was written before is then worthless.</returns>
    public RecordFault? Write(Utf8JsonWriter json, ReadOnlySpan<FieldValue> values, WireFormat format)
    {
        if (!TryReadId(values[_id], out var id))
            return new(SyncErrorCodes.CastFailed, ObjectModel.IdField, "an identifier is text or a whole number", ObjectModel.IdField);
        if (string.IsNullOrWhiteSpace(id))
            return RecordFault.NoId(ObjectModel.IdField);
        if (!values[_createdAt].HasValue)
            return RecordFault.Required(ObjectModel.CreatedAtField, ObjectModel.CreatedAtField);
        if (!TryReadTime(values[_createdAt], out var createdAt))
            return new(SyncErrorCodes.CastFailed, ObjectModel.CreatedAtField, "it must be a point in time or a date", ObjectModel.CreatedAtField);
        return _model.IsFeedback ? WriteReview(json, values, id, createdAt, format) : WriteEntity(json, values, id, createdAt, format);
    }

    private RecordFault? WriteEntity(Utf8JsonWriter json, ReadOnlySpan<FieldValue> values, string id, DateTimeOffset createdAt, WireFormat format)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteStartObject("attributes"u8);
        if (WriteColumns(json, values, "attributes", inArray: false, format.Dates) is { } fault)
            return fault;
        json.WriteEndObject();
        json.WriteNumber("createdAt"u8, createdAt.ToUnixTimeSeconds());
        json.WriteEndObject();
        return null;
    }

    private RecordFault? WriteReview(Utf8JsonWriter json, ReadOnlySpan<FieldValue> values, string id, DateTimeOffset createdAt, WireFormat format)
    {
        var text = values[_text];
        if (!text.HasValue)
            return RecordFault.Required(ObjectModel.TextField, ObjectModel.TextField);
        if (text.Kind != FieldValueKind.String)
            return new(SyncErrorCodes.CastFailed, ObjectModel.TextField, "it must be text", ObjectModel.TextField);
        if (string.IsNullOrWhiteSpace(text.AsString()))
            return RecordFault.Required(ObjectModel.TextField, ObjectModel.TextField);
        if (!Timestamps.TryFitFeedback(createdAt, format.Now, out var seconds))
            return RecordFault.OutsideTimes(ObjectModel.CreatedAtField);

        var wrapped = format.Metadata == EnterpretMetadataShape.Wrapped && HasColumns(values);
        ReviewJson.WriteStart(json, id, format.FileId!, seconds, text.AsString(), wrapped);
        if (WriteColumns(json, values, "metadata", inArray: true, format.Dates) is { } fault)
            return fault;
        ReviewJson.WriteEnd(json, wrapped);
        return null;
    }

    private RecordFault? WriteColumns(
        Utf8JsonWriter json, ReadOnlySpan<FieldValue> values, string container, bool inArray, EnterpretDateEncoding dates)
    {
        foreach (var column in _columns)
        {
            ref readonly var value = ref values[column.Index];
            if (TypedValue.IsEmpty(value))
                continue;
            if (TypedValue.WriteField(json, column.EncodedName, value, column.Type, inArray, dates) is { } rule)
                return RecordFault.Of(rule, container, column.Name);
        }

        return null;
    }

    private bool HasColumns(ReadOnlySpan<FieldValue> values)
    {
        foreach (var column in _columns)
        {
            if (!TypedValue.IsEmpty(values[column.Index]))
                return true;
        }

        return false;
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

    private sealed record Column(int Index, string Name, JsonEncodedText EncodedName, FieldType Type)
    {
        public static Column Of(DestinationField field, int index) =>
            new(index, field.Name, JsonEncodedText.Encode(field.Name, RequestBody.Encoder), field.Type);
    }
}
