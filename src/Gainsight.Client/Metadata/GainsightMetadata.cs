using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>What objects a tenant has, and what fields.</summary>
/// <remarks>
/// <para>
/// Answers are remembered for <see cref="GainsightClientOptions.FieldsLifetime"/>, together with what a <see cref="GainsightDestination"/> of the same client
/// reads. What an answer leaves out, or has of another type than expected, takes the default that its property states.
/// </para>
/// <para>https://support.gainsight.com/Gainsight_NXT/API_and_Developer_Docs/Data_Management_APIs/Data_Management_APIs.</para>
/// </remarks>
public class GainsightMetadata
{
    private readonly FieldCatalog? _catalog;

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected GainsightMetadata()
    {
    }

    internal GainsightMetadata(FieldCatalog catalog) => _catalog = catalog;

    private FieldCatalog Catalog => _catalog ?? throw new NotSupportedException("A mock has to override this member.");

    /// <summary>Lists the objects, those that cannot be written too, with the reason.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="GainsightException">The call failed.</exception>
    public virtual async Task<IReadOnlyList<GainsightObjectSummary>> ListObjectsAsync(CancellationToken cancellationToken = default)
    {
        var (objects, stop) = await Catalog.ListAsync(QuotaPriority.Interactive, cancellationToken).ConfigureAwait(false);
        return stop is null ? objects ?? [] : throw stop.Exception;
    }

    /// <summary>Describes an object with its fields. Costs a call, and one more for each dropdown whose items the description leaves out.</summary>
    /// <param name="objectName">The API name; its case does not matter.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null if there is no such object.</returns>
    /// <exception cref="GainsightException">A call failed.</exception>
    public virtual async Task<GainsightObjectDescription?> DescribeAsync(string objectName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(objectName);
        var (found, stop) = await Catalog.DescribeAsync(objectName, QuotaPriority.Interactive, cancellationToken).ConfigureAwait(false);
        return stop is null ? found : throw stop.Exception;
    }

    /// <summary>Lists the items of a dropdown, inactive ones too.</summary>
    /// <param name="categoryId">The id of the dropdown: <see cref="GainsightFieldDescription.PicklistCategoryId"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="GainsightException">The call failed; also if there is no such dropdown.</exception>
    public virtual async Task<IReadOnlyList<GainsightPicklistItem>> ListPicklistItemsAsync(string categoryId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(categoryId);
        var (items, stop) = await Catalog.ListItemsAsync(categoryId, QuotaPriority.Interactive, cancellationToken).ConfigureAwait(false);
        return stop is null ? items ?? [] : throw stop.Exception;
    }

    /// <summary>Forgets what is remembered, so that the next question asks Gainsight: after an admin added a field, for example.</summary>
    public virtual void Refresh() => Catalog.Clear();
}
