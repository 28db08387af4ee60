using System.CommandLine;
using Quickstart;

// The main job in one program: rows into Gainsight and Enterpret, only what changed, within the quotas, with an outcome for every record.
// Without arguments it makes its own small warehouse and starts emulators of both vendors; with --companies it takes your file.
var companies = new Option<FileInfo?>("--companies") { Description = "A CSV file with one company a row, instead of the made-up warehouse." };
var key = new Option<string?>("--key") { Description = "The column of --companies that identifies a company: its name in Gainsight, its id in Enterpret." };
var map = new Option<FileInfo?>("--map") { Description = "A JSON file {\"column\": \"field\"}. Without it every other column goes to a custom field <Name>__gc." };
var state = new Option<FileInfo?>("--state") { Description = "The file that keeps the state between calls. Without it a new one is made." };
var gainsightUrl = AddressOption("--gainsight-url", "The address of a running EmulatorHost, instead of an emulator of its own.");
var enterpretUrl = AddressOption("--enterpret-url", "The address of a running EmulatorHost, instead of an emulator of its own.");
var gainsightKey = new Option<string?>("--gainsight-key") { Description = "The Gainsight access key, if it is not the emulator's." };
var enterpretKey = new Option<string?>("--enterpret-key") { Description = "The Enterpret API key for all objects, if it is not the emulator's." };
var callsPerMinute = new Option<int?>("--gainsight-calls-per-minute") { Description = "The calls a minute that this program may use. Default: 100 against --gainsight-url, else no limit." };
var dryRun = new Option<bool>("--dry-run") { Description = "Plans only: nothing is sent and nothing is remembered." };
var report = new Option<FileInfo?>("--report") { Description = "Writes a JSON array with one object a run." };
var force = new Option<bool>("--ignore-guards") { Description = "Sends although so much would change that it looks like an accident." };

var command = new RootCommand("Runs syncs into Gainsight and Enterpret, against emulators.")
{
    companies, key, map, state, gainsightUrl, enterpretUrl, gainsightKey, enterpretKey, callsPerMinute, dryRun, report, force,
};
command.SetAction((result, cancellationToken) =>
{
    var settings = new QuickstartSettings
    {
        Companies = result.GetValue(companies)?.FullName,
        Key = result.GetValue(key),
        Map = result.GetValue(map)?.FullName,
        State = result.GetValue(state)?.FullName,
        GainsightUrl = result.GetValue(gainsightUrl),
        EnterpretUrl = result.GetValue(enterpretUrl),
        GainsightKey = result.GetValue(gainsightKey),
        EnterpretKey = result.GetValue(enterpretKey),
        GainsightCallsPerMinute = result.GetValue(callsPerMinute),
        DryRun = result.GetValue(dryRun),
        Report = result.GetValue(report)?.FullName,
        IgnoreGuards = result.GetValue(force),
    };
    return settings.FindProblem() is { } problem ? Refuse(problem) : QuickstartApp.RunAsync(settings, cancellationToken);
});

var parsed = command.Parse(args);
return parsed.Errors.Count > 0
    ? await Refuse(string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message)))
    : await parsed.InvokeAsync();

static Task<int> Refuse(string problem)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine("Use --help to see the options.");
    return Task.FromResult(2);
}

static Option<Uri?> AddressOption(string name, string description) => new(name)
{
    Description = description,
    CustomParser = result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            return address;
        result.AddError($"{name}: '{result.Tokens[0].Value}' is not an address such as http://127.0.0.1:5810.");
        return null;
    },
};
