namespace Census.Sync.ConformanceTests;

/// <summary>A column of what a source holds.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type, as the source calls it.</param>
public sealed record SourceColumn(string Name, string Type);

/// <summary>What a source holds.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The cells, written as the source itself writes them; null is no value.</param>
public sealed record SourceTable(IReadOnlyList<SourceColumn> Columns, IReadOnlyList<string?[]> Rows);

/// <summary>A type of a source, with values at its extremes.</summary>
/// <param name="Name">What the source calls it.</param>
/// <param name="Type">What its columns are read as.</param>
/// <param name="IsArray">Whether its columns hold lists.</param>
/// <param name="Values">Cells, each with the kind and the text of the value that it is read as: <c>Integer 7</c>.</param>
public sealed record SourceType(string Name, FieldType Type, bool IsArray, params IReadOnlyList<(string Cell, string Value)> Values)
{
    public SourceType(string name, FieldType type, params IReadOnlyList<(string Cell, string Value)> values)
        : this(name, type, false, values)
    {
    }
}
