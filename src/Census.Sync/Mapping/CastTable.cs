namespace Census.Sync.Mapping;

/// <summary>What <see cref="ValueCast"/> does to the values of one type on their way into another, before there is a value.</summary>
internal static class CastTable
{
    public static FieldCast Of(FieldType from, bool fromArray, FieldType to, bool toArray)
    {
        // A list without a declared type arrives as it is, and any value will do for a field without one.
        if (to == FieldType.Any && fromArray == toArray)
            return from == FieldType.Any && !fromArray ? FieldCast.Undeclared : FieldCast.Exact;
        if (from == FieldType.Any || to == FieldType.Any)
            return FieldCast.Undeclared;
        if (fromArray && !toArray)
            return to == FieldType.Json ? FieldCast.Exact : FieldCast.Impossible;

        // A list may have an element that is null, and text or JSON may look like a list and be none.
        var cast = OfScalars(from, to);
        return cast == FieldCast.Exact && toArray && (fromArray || from is FieldType.Json or FieldType.String) ? FieldCast.Checked : cast;
    }

    private static FieldCast OfScalars(FieldType from, FieldType to) => (from, to) switch
    {
        _ when from == to => FieldCast.Exact,
        (FieldType.Bytes, _) or (_, FieldType.Bytes) => FieldCast.Impossible,
        (_, FieldType.String) => FieldCast.Exact,
        (FieldType.String or FieldType.Json, _) => FieldCast.Checked,
        (FieldType.Integer or FieldType.Decimal, FieldType.Boolean) => FieldCast.Checked,
        (FieldType.Integer, FieldType.Decimal or FieldType.Float) => FieldCast.Exact,
        (FieldType.Float, FieldType.Decimal) => FieldCast.Checked,
        (FieldType.Decimal or FieldType.Float, FieldType.Integer) => FieldCast.Checked,
        (FieldType.Decimal, FieldType.Float) => FieldCast.Lossy,
        (FieldType.Date, FieldType.DateTime or FieldType.LocalDateTime) => FieldCast.Exact,
        (FieldType.DateTime or FieldType.LocalDateTime, FieldType.Date) => FieldCast.Lossy,
        (FieldType.LocalDateTime, FieldType.DateTime) or (FieldType.DateTime, FieldType.LocalDateTime) => FieldCast.Lossy,
        _ => FieldCast.Impossible,
    };
}
