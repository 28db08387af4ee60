namespace Enterpret.Client;

/// <summary>The types that Enterpret tells apart.</summary>
internal enum TypeTag : byte
{
    /// <summary>None of them, or not known.</summary>
    None,

    /// <summary><c>s</c>.</summary>
    Text,

    /// <summary><c>n</c>.</summary>
    Number,

    /// <summary><c>b</c>.</summary>
    Truth,

    /// <summary>Now this, now that.</summary>
    Several,
}
