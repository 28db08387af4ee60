using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Census.Sync.Emulators;
using Enterpret.Client;
using Gainsight.Client;
using Spectre.Console;

namespace Quickstart.Vendors;

/// <summary>Clients of both vendors: against emulators of this program, or against an EmulatorHost that runs already.</summary>
public sealed class VendorConnections : IAsyncDisposable
{
    private const int NoLimit = 1_000_000;

    private readonly List<IAsyncDisposable> _emulators = [];
    private readonly List<HttpClient> _httpClients = [];
    private readonly CallCounter _gainsightCalls;
    private readonly CallCounter _enterpretCalls;
    private readonly HttpMessageHandler _gainsightHandler;
    private readonly Uri _gainsightAddress;
    private readonly Uri _enterpretAddress;
    private readonly bool _ownsGainsight;
    private readonly bool _ownsEnterpret;

    private VendorConnections(QuickstartSettings settings, GainsightEmulator? gainsightEmulator, EnterpretEmulator? enterpretEmulator)
    {
        _ownsGainsight = gainsightEmulator is not null;
        _ownsEnterpret = enterpretEmulator is not null;
        if (gainsightEmulator is not null)
            _emulators.Add(gainsightEmulator);
        if (enterpretEmulator is not null)
            _emulators.Add(enterpretEmulator);

        _gainsightAddress = settings.GainsightUrl ?? gainsightEmulator!.BaseAddress;
        _gainsightHandler = gainsightEmulator?.CreateHandler() ?? NewHandler();
        _gainsightCalls = new(_gainsightHandler, IsGainsightWrite);
        var limit = settings.GainsightCallsPerMinute ?? (_ownsGainsight ? NoLimit : 100);
        Gainsight = new GainsightDestination(new GainsightClient(
            new GainsightClientOptions
            {
                BaseAddress = _gainsightAddress,
                AccessKey = settings.GainsightKey ?? GainsightEmulator.DefaultAccessKey,
                CallsPerMinute = limit,
                CallsPerDay = Math.Max(50_000, limit),

                // Nobody else uses the emulator's key; against a real tenant the default leaves half of the quota to others.
                QuotaShare = 1,
            },
            Http(_gainsightCalls)));

        _enterpretAddress = settings.EnterpretUrl ?? enterpretEmulator!.BaseAddress;
        _enterpretCalls = new(enterpretEmulator?.CreateHandler() ?? NewHandler(), request => request.Method == HttpMethod.Post);
        Enterpret = new EnterpretDestination(new EnterpretClient(
            new EnterpretClientOptions
            {
                BaseAddress = _enterpretAddress,
                UsersApiKey = settings.EnterpretKey ?? EnterpretEmulator.DefaultUsersKey,
                AccountsApiKey = settings.EnterpretKey ?? EnterpretEmulator.DefaultAccountsKey,
                Feedback = { ApiKey = settings.EnterpretKey ?? EnterpretEmulator.DefaultFeedbackKey, FileId = "app-store-reviews", Limits = EnterpretLimits.Documented2026 },

                // What the emulator allows; the default is the lowest limit that the vendor ever documented.
                EntityRequestsPerMinute = EnterpretLimits.Documented2026.RequestsPerMinute,
            },
            Http(_enterpretCalls)));
    }

    public GainsightDestination Gainsight { get; }

    public EnterpretDestination Enterpret { get; }

    /// <summary>The calls made so far, to both.</summary>
    public CallCount Calls => _gainsightCalls.Count + _enterpretCalls.Count;

    public static async Task<VendorConnections> OpenAsync(QuickstartSettings settings, CancellationToken cancellationToken)
    {
        // With a state that outlives this call, what the emulators hold has to outlive it too.
        var data = settings.State;
        var gainsight = settings.GainsightUrl is not null ? null : await GainsightEmulator.StartAsync(
            new() { CallsPerMinute = NoLimit, CallsPerDay = NoLimit, DataFile = data is null ? null : data + ".gainsight" }, cancellationToken);
        var enterpret = settings.EnterpretUrl is not null ? null : await EnterpretEmulator.StartAsync(
            new() { DataFile = data is null ? null : data + ".enterpret" }, cancellationToken);
        return new(settings, gainsight, enterpret);
    }

    /// <summary>Says what the program talks to.</summary>
    public void Describe()
    {
        AnsiConsole.MarkupLineInterpolated($"Gainsight: {(_ownsGainsight ? "an emulator in this process, without the vendor's call limits" : _gainsightAddress.ToString())}");
        AnsiConsole.MarkupLineInterpolated($"Enterpret: {(_ownsEnterpret ? "an emulator in this process" : _enterpretAddress.ToString())}");
    }

    /// <summary>Declares custom fields of Company in the emulator, as an administrator would in Gainsight.</summary>
    public async Task DeclareCompanyFieldsAsync(IReadOnlyList<CustomField> fields, CancellationToken cancellationToken)
    {
        // The emulator's own door, which no client of the real service has; it does not count as a call.
        using var http = new HttpClient(_gainsightHandler, disposeHandler: false) { BaseAddress = _gainsightAddress };
        var body = new JsonArray([.. fields.Select(field =>
            new JsonObject { ["name"] = field.Name, ["type"] = field.Type, ["length"] = field.Length })]);
        try
        {
            using var response = await http.PostAsJsonAsync("_emulator/objects/company/fields", body, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new QuickstartException($"{_gainsightAddress} is no Gainsight emulator: its custom fields cannot be declared (HTTP {(int)response.StatusCode}).");
        }
        catch (HttpRequestException e)
        {
            throw new QuickstartException($"{_gainsightAddress} cannot be reached ({e.HttpRequestError}). Start it with: dotnet run --project samples/EmulatorHost");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var http in _httpClients)
            http.Dispose();
        foreach (var emulator in _emulators)
            await emulator.DisposeAsync();
    }

    private static bool IsGainsightWrite(HttpRequestMessage request) =>
        request.Method != HttpMethod.Get
        && request.RequestUri!.AbsolutePath is var path
        && !path.Contains("/query/", StringComparison.Ordinal) && !path.Contains("/meta/", StringComparison.Ordinal) && !path.Contains("/oauth/", StringComparison.Ordinal);

    private static SocketsHttpHandler NewHandler() => new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

    private HttpClient Http(HttpMessageHandler handler)
    {
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _httpClients.Add(http);
        return http;
    }
}
