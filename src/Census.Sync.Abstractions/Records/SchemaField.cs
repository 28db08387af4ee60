namespace Census.Sync;

/// <summary>One field of a <see cref="RecordSchema"/>.</summary>
/// <param name="Name">The name, compared ordinally.</param>
/// <param name="Type">The declared type.</param>
/// <param name="IsArray">Whether the field holds a list of values of that type.</param>
public sealed record SchemaField(string Name, FieldType Type = FieldType.Any, bool IsArray = false);
