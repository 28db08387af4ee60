using Microsoft.Extensions.Logging;

namespace Census.Sync.Sources;

/// <summary>Reads records from a spreadsheet of Google.</summary>
/// <remarks>
/// <para>
/// <b>Model.</b> The title of a tab (<see cref="Model.Table"/>); null for the first one. Its first row holds the names of the columns. Rows without any value are left out.
/// </para>
/// <para>
/// <b>Reading.</b> A tab of ordinary size is read in one call, so that nobody can change it in between. A larger one is read in parts and never complete (<see cref="SourceReadEnd.Truncated"/>), so that no
/// deletion is concluded from it. Google allows 60 reads a minute, which is kept.
/// </para>
/// <para>
/// <b>Values.</b> A number, true or false, or text; an empty cell is null. A date is the number that Google keeps it as unless <see cref="SheetsSourceOptions.Types"/> says that the column holds dates, which are those of the
/// spreadsheet's own time zone. A cell with an error, <c>#REF!</c> for example, makes its row unreadable (<see cref="SourceRead.Errors"/>).
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// <para>https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values/get</para>
/// </remarks>
public sealed class SheetsSource : SyncSource, IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/spreadsheets.readonly";
    private const int CallsAMinute = 60;
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(3);

    private readonly SheetsSourceOptions _options;
    private readonly ServiceCalls _calls;
    private readonly QuotaLimiter _limiter;
    private readonly HttpClient _client;
    private readonly bool _ownsClient;

    /// <summary>Initializes a source.</summary>
    /// <param name="options">Which spreadsheet, and as whom.</param>
    /// <param name="client">
    /// Sends the requests. Its handler must not follow redirects and its timeout should be infinite (see <see cref="ApiHandler"/>); it stays the caller's. Null for one of
    /// the source's own.
    /// </param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="logger">Told of calls that failed.</param>
    /// <exception cref="ArgumentException">The id is empty, the address is no place to send a token to, a type is one that a sheet has no values of, or a number is out of its range. All that is wrong is told at once.</exception>
    public SheetsSource(SheetsSourceOptions options, HttpClient? client = null, TimeProvider? timeProvider = null, ILogger<SheetsSource>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Types, nameof(options));
        OptionProblems.ThrowIfAny(options.FindProblems(), nameof(options));

        _options = options;
        var time = timeProvider ?? TimeProvider.System;
        _ownsClient = client is null;
        _client = client ?? ApiHandler.CreateClient(options.Address);
        _limiter = new(new() { Name = $"sheets {options.SpreadsheetId}", Windows = [new(CallsAMinute, TimeSpan.FromMinutes(1))], TimeProvider = time });
        var secret = options.Credential is null && options.ApiKey is not null ? null : GoogleCalls.SecretOf(options.Credential, Scope, time);
        _calls = new(
            GoogleCalls.CreatePipeline(_client, _limiter, options.Address, secret, AttemptTimeout, options.MaximumPageBytes, time, logger), "Google Sheets", options.MaximumPageBytes);
    }

    /// <inheritdoc/>
    /// <exception cref="GoogleSourceException">Google refuses the credential or the spreadsheet.</exception>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        ReadRequest.ThrowIfInvalid(options);
        ReadRequest.ThrowIfCursorGiven(options, "A spreadsheet is read to its end in any case");
        if (options.Model is { Kind: ModelKind.Sql or ModelKind.SqlFile })
            throw new SyncSourceException("A spreadsheet has no queries. Name a tab.");
        var sheets = await Sheet.ListAsync(_calls.ForRead(), _options, cancellationToken).ConfigureAwait(false);
        var sheet = options.Model is null ? (sheets.Count > 0 ? sheets[0] : null) : sheets.FirstOrDefault(sheet => sheet.Title == options.Model.Text);
        if (sheet is null)
            throw new SyncSourceException($"The spreadsheet has no tab '{options.Model?.Text}'. It has: {string.Join(", ", sheets.Select(tab => tab.Title))}.");
        return await SheetsRead.OpenAsync(sheet, _options, options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="GoogleSourceException">Google refuses the credential or the spreadsheet.</exception>
    /// <remarks>The tabs with cells.</remarks>
    public override async ValueTask<IReadOnlyList<Model>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        var sheets = await Sheet.ListAsync(_calls.ForRead(), _options, cancellationToken).ConfigureAwait(false);
        return [.. sheets.Select(sheet => Model.Table(sheet.Title))];
    }

    /// <summary>Frees the source's own client.</summary>
    public void Dispose()
    {
        _limiter.Dispose();
        if (_ownsClient)
            _client.Dispose();
    }
}
