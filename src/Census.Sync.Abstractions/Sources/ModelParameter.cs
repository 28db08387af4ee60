namespace Census.Sync;

/// <summary>A value that the statement of a <see cref="Model"/> names.</summary>
/// <param name="Name">The name, without the character that marks it in the statement.</param>
/// <param name="Value">The value.</param>
public sealed record ModelParameter(string Name, FieldValue Value)
{
    /// <summary>Returns the name, never the value.</summary>
    public override string ToString() => Name;
}
