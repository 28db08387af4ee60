namespace Enterpret.Client;

/// <summary>How the metadata of a feedback record is laid out on the wire.</summary>
/// <remarks>Not certain: the layout is known from readers' notes of https://helpcenter.enterpret.com/en/articles/12131693-webhook-integration only.</remarks>
public enum EnterpretMetadataShape
{
    /// <summary><c>"metadata": {"metadata": {"rating": {"array": {"n": [2]}}}}</c>.</summary>
    Wrapped,

    /// <summary><c>"metadata": {"rating": {"array": {"n": [2]}}}</c>.</summary>
    Flat,
}
