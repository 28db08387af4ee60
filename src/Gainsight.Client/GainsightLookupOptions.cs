namespace Gainsight.Client;

/// <summary>How Gainsight resolves fields that are looked up while writing, such as the CSM by e-mail.</summary>
/// <remarks>For lookups of a sync and of <see cref="GainsightRecord.SetReference"/>. Names in keys are looked up before, and have to be those of one record.</remarks>
public sealed class GainsightLookupOptions
{
    /// <summary>Gets or sets a value indicating whether the first match is taken if there are several.</summary>
    /// <value>The default is false: the record is rejected.</value>
    public bool TakeFirstMatch { get; set; }

    /// <summary>Gets or sets a value indicating whether the field is cleared if nothing matches.</summary>
    /// <value>The default is false: the record is rejected.</value>
    public bool ClearIfNoMatch { get; set; }

    internal GainsightLookupOptions Copy() => (GainsightLookupOptions)MemberwiseClone();
}
