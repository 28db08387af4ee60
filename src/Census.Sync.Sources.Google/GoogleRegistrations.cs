using Census.Sync.Sources;
using Google.Apis.Auth.OAuth2;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Census.Sync;

/// <summary>Registers sources at Google: <c>AddSource("warehouse", source => source.BigQuery(section))</c>.</summary>
/// <remarks>Settings carry the names of the options. A setting that is not known is an error, and so is a value that cannot be read; all that is wrong is told at once, by path.</remarks>
public static class GoogleRegistrations
{
    private const string KeyFile = "ServiceAccountKeyFile";

    /// <summary>Registers BigQuery.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="options">Which project, as whom, and how.</param>
    public static SourceRegistration BigQuery(this SourceKinds kinds, BigQuerySourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return BigQuery(options, options.FindProblems());
    }

    /// <summary>Registers BigQuery, with settings of a configuration.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="section">The section. Beside the options: <c>ServiceAccountKeyFile</c>, the path of the JSON file of a service account's key; without it the application default credentials of Google.</param>
    /// <param name="credential">As whom the source reads; null for what the section says.</param>
    public static SourceRegistration BigQuery(this SourceKinds kinds, IConfiguration section, GoogleCredential? credential = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        var settings = new SettingsReader(section);
        var options = new BigQuerySourceOptions
        {
            ProjectId = settings.Text(nameof(BigQuerySourceOptions.ProjectId)) ?? "",
            Credential = credential ?? CredentialOf(settings),
            DefaultDataset = settings.Text(nameof(BigQuerySourceOptions.DefaultDataset)),
            Location = settings.Text(nameof(BigQuerySourceOptions.Location)),
            MaximumBytesBilled = settings.Optional<long>(nameof(BigQuerySourceOptions.MaximumBytesBilled)),
            IncludeServiceMessages = settings.Value(nameof(BigQuerySourceOptions.IncludeServiceMessages), false),
        };
        options = options with
        {
            JobTimeout = settings.Value(nameof(options.JobTimeout), options.JobTimeout),
            PageSize = settings.Value(nameof(options.PageSize), options.PageSize),
            MaximumPageBytes = settings.Value(nameof(options.MaximumPageBytes), options.MaximumPageBytes),
            Address = settings.Address(nameof(options.Address)) ?? options.Address,
        };
        return BigQuery(options, settings.End(options.FindProblems()));
    }

    /// <summary>Registers Google Sheets.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="options">Which spreadsheet, as whom, and how.</param>
    public static SourceRegistration Sheets(this SourceKinds kinds, SheetsSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Sheets(options, options.FindProblems());
    }

    /// <summary>Registers Google Sheets, with settings of a configuration.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="section">
    /// The section. Beside the options: <c>ServiceAccountKeyFile</c>, the path of the JSON file of a service account's key; without it and without <c>ApiKey</c> the application default credentials of
    /// Google. <c>Types</c> is a section with a type for each column: <c>"Types": { "Since": "Date" }</c>.
    /// </param>
    /// <param name="credential">As whom the source reads; null for what the section says.</param>
    public static SourceRegistration Sheets(this SourceKinds kinds, IConfiguration section, GoogleCredential? credential = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        var settings = new SettingsReader(section);
        var options = new SheetsSourceOptions
        {
            SpreadsheetId = settings.Text(nameof(SheetsSourceOptions.SpreadsheetId)) ?? "",
            Credential = credential ?? CredentialOf(settings),
            ApiKey = settings.Text(nameof(SheetsSourceOptions.ApiKey)),
            Types = settings.Words<FieldType>(nameof(SheetsSourceOptions.Types)),
            IncludeServiceMessages = settings.Value(nameof(SheetsSourceOptions.IncludeServiceMessages), false),
        };
        options = options with
        {
            HeaderRow = settings.Value(nameof(options.HeaderRow), options.HeaderRow),
            MaximumCellsAtOnce = settings.Value(nameof(options.MaximumCellsAtOnce), options.MaximumCellsAtOnce),
            MaximumPageBytes = settings.Value(nameof(options.MaximumPageBytes), options.MaximumPageBytes),
            Address = settings.Address(nameof(options.Address)) ?? options.Address,
        };
        return Sheets(options, settings.End(options.FindProblems()));
    }

    private static SourceRegistration BigQuery(BigQuerySourceOptions options, IReadOnlyList<string> problems) =>
        new(services => new BigQuerySource(options, timeProvider: Find<TimeProvider>(services), logger: Find<ILogger<BigQuerySource>>(services)), problems);

    private static SourceRegistration Sheets(SheetsSourceOptions options, IReadOnlyList<string> problems) =>
        new(services => new SheetsSource(options, timeProvider: Find<TimeProvider>(services), logger: Find<ILogger<SheetsSource>>(services)), problems);

    private static T? Find<T>(IServiceProvider services)
        where T : class => services.GetService(typeof(T)) as T;

    private static GoogleCredential? CredentialOf(SettingsReader settings) =>
        settings.Text(KeyFile) is { } path ? settings.Make(KeyFile, () => CredentialFactory.FromFile<ServiceAccountCredential>(path).ToGoogleCredential()) : null;
}
