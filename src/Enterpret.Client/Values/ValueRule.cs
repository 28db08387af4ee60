namespace Enterpret.Client;

/// <summary>A rule that a value may break.</summary>
internal enum ValueRule
{
    EmptyElement,
    Nested,
    Json,
    Bytes,
    NoPointInTime,
    NotOfDeclaredType,
    OtherTypeBefore,
    MixedTypes,
    NumberTooLarge,
    NotFinite,
}
