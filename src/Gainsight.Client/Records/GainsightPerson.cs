namespace Gainsight.Client;

/// <summary>A person, identified by the e-mail address.</summary>
/// <remarks>The properties are the fields that tenants usually have; every other field is reached by its API name.</remarks>
public sealed class GainsightPerson : GainsightRecord
{
    /// <summary>Initializes a person.</summary>
    /// <param name="email">The e-mail address.</param>
    public GainsightPerson(string email)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        Set(nameof(Email), email);
    }

    /// <summary>Gets the e-mail address.</summary>
    public string Email => GetText(nameof(Email)) ?? "";

    /// <summary>Gets the companies that the person is at, each with its relationships. They are written with the person, in the same call.</summary>
    /// <value>The default is empty, which leaves what Gainsight holds alone.</value>
    public IList<GainsightCompanyPerson> Companies { get; } = [];

    /// <summary>Gets or sets the full name.</summary>
    public string? Name
    {
        get => GetText(nameof(Name));
        set => Set(nameof(Name), value);
    }

    /// <summary>Gets or sets the first name.</summary>
    public string? FirstName
    {
        get => GetText(nameof(FirstName));
        set => Set(nameof(FirstName), value);
    }

    /// <summary>Gets or sets the last name.</summary>
    public string? LastName
    {
        get => GetText(nameof(LastName));
        set => Set(nameof(LastName), value);
    }

    /// <summary>Gets or sets the address of the profile at LinkedIn.</summary>
    public string? LinkedinUrl
    {
        get => GetText(nameof(LinkedinUrl));
        set => Set(nameof(LinkedinUrl), value);
    }

    /// <summary>Gets or sets the place.</summary>
    public string? Location
    {
        get => GetText(nameof(Location));
        set => Set(nameof(Location), value);
    }

    /// <summary>Gets or sets the time zone, as an IANA name.</summary>
    public string? Timezone
    {
        get => GetText(nameof(Timezone));
        set => Set(nameof(Timezone), value);
    }

    /// <summary>Gets or sets comments.</summary>
    public string? Comments
    {
        get => GetText(nameof(Comments));
        set => Set(nameof(Comments), value);
    }

    /// <summary>Gets or sets a value indicating whether the person wants no e-mail.</summary>
    public bool? EmailOptOut
    {
        get => GetBoolean(nameof(EmailOptOut));
        set => Set(nameof(EmailOptOut), value);
    }
}
