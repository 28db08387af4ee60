namespace Census.Sync;

/// <summary>
/// The kinds of sources that an application can register, by the packages it references: each adds extension methods to this type, such as <c>source.Snowflake(section)</c> and
/// <c>source.Csv(path)</c>.
/// </summary>
public sealed class SourceKinds
{
    private SourceKinds()
    {
    }

    /// <summary>Gets the object that the extension methods hang on.</summary>
    public static SourceKinds All { get; } = new();
}
