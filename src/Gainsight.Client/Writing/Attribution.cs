using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>Finds the records that a refusal is about: Gainsight names field and value, not the record.</summary>
internal static class Attribution
{
    /// <summary>Names records to blame, by their position in <paramref name="part"/>'s numbers.</summary>
    /// <param name="rows">The records.</param>
    /// <param name="part">Those that were sent.</param>
    /// <param name="errors">What Gainsight said.</param>
    /// <param name="code">The code of the whole refusal, for errors that have none of their own.</param>
    /// <param name="refused">Learns what would be refused again.</param>
    /// <param name="unclear">The number of errors that could not be told to belong to a record.</param>
    /// <remarks>
    /// An error belongs to a record if as many records have the value in the field as there are errors about it: with one error and one such record that
    /// is certain, with five and five as well. If the list of errors has an entry for each record, it belongs to the one of its place. Otherwise nobody is named.
    /// </remarks>
    public static List<KeyValuePair<int, RecordProblem>> Name(
        ObjectRows rows, ReadOnlySpan<int> part, FieldErrors errors, GainsightErrorCode code, RefusedValues refused, out int unclear)
    {
        Dictionary<int, RecordProblem> named = [];
        unclear = 0;
        if (HasPlaces(rows, part, errors))
        {
            foreach (var error in errors.All)
                Blame(part[error.Entry], error);
            return [.. named];
        }

        foreach (var group in errors.All.GroupBy(error => (error.Field, Value: error.InvalidValue.ValueKind == JsonValueKind.Undefined ? "" : error.InvalidValue.GetRawText())))
        {
            var error = group.First();
            var matches = Matches(rows, part, error);
            if (matches.Count == 0 || matches.Count != group.Count())
            {
                unclear += group.Count();
                continue;
            }

            foreach (var row in matches)
                Blame(row, error);
        }

        return [.. named];

        void Blame(int row, in FieldError error)
        {
            var column = IndexOf(rows.Layout, error.Field);
            var problem = RecordProblems.Of(error.Code.Value is { Length: > 0 } ? error.Code : code, column < 0 ? null : rows.Layout.Columns[column].Name);
            named.TryAdd(row, problem);
            if (column >= 0)
                refused.Note(rows.Layout, column, problem, rows.ValuesOf(row)[column]);
        }
    }

    // With an entry for good records too, and as many entries as records, the place of an entry is that of its record, unless it quotes another value.
    private static bool HasPlaces(ObjectRows rows, ReadOnlySpan<int> part, FieldErrors errors)
    {
        if (!errors.HasCleanEntry || errors.Entries != part.Length)
            return false;
        foreach (var error in errors.All)
        {
            var column = IndexOf(rows.Layout, error.Field);
            if (column >= 0 && error.InvalidValue.ValueKind != JsonValueKind.Undefined
                && !WireValue.IsQuoted(rows.ValuesOf(part[error.Entry])[column], rows.Layout.Columns[column].Field.Type, error.InvalidValue))
            {
                return false;
            }
        }

        return true;
    }

    private static List<int> Matches(ObjectRows rows, ReadOnlySpan<int> part, in FieldError error)
    {
        List<int> matches = [];
        var column = IndexOf(rows.Layout, error.Field);
        if (column < 0)
            return matches;
        var type = rows.Layout.Columns[column].Field.Type;
        foreach (var row in part)
        {
            if (WireValue.IsQuoted(rows.ValuesOf(row)[column], type, error.InvalidValue))
                matches.Add(row);
        }

        return matches;
    }

    private static int IndexOf(ObjectLayout layout, string field)
    {
        for (var i = 0; i < layout.Columns.Count; i++)
        {
            var column = layout.Columns[i];
            if (column.Name.Equals(field, StringComparison.OrdinalIgnoreCase) || column.HelperName == field)
                return i;
        }

        return -1;
    }
}
