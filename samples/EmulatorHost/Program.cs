// Runs both emulators on loopback ports until Ctrl-C or SIGTERM:
//   dotnet run --project samples/EmulatorHost -- --data emulators
using System.CommandLine;
using EmulatorHost;

var gainsightPort = new Option<int>("--gainsight-port") { Description = "Port of the Gainsight emulator; 0 takes any free one.", DefaultValueFactory = _ => 5810 };
var enterpretPort = new Option<int>("--enterpret-port") { Description = "Port of the Enterpret emulator; 0 takes any free one.", DefaultValueFactory = _ => 5820 };
var data = new Option<string?>("--data") { Description = "Keeps the contents over restarts, in two files: FILE.gainsight and FILE.enterpret.", HelpName = "FILE" };
var seed = new Option<int>("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 1 };
var perMinute = new Option<int>("--gainsight-calls-per-minute") { Description = "Gainsight's limit per minute.", DefaultValueFactory = _ => 100 };
var perDay = new Option<int>("--gainsight-calls-per-day") { Description = "Gainsight's limit per day.", DefaultValueFactory = _ => 50_000 };
var profile = new Option<string>("--enterpret-profile")
{
    Description = "Enterpret's limits: current (2,000 a minute, 100 records) or strict (20 a minute, 20 records).",
    DefaultValueFactory = _ => "current",
};
profile.AcceptOnlyFromAmong("current", "strict");
foreach (Option<int> port in new[] { gainsightPort, enterpretPort })
{
    port.Validators.Add(result => Check(result.GetValueOrDefault<int>() is >= 0 and <= 65535, result, "a port is between 0 and 65535"));
}

foreach (Option<int> limit in new[] { perMinute, perDay })
{
    limit.Validators.Add(result => Check(result.GetValueOrDefault<int>() >= 1, result, "a limit is at least 1"));
}

var command = new RootCommand("Emulators of the Gainsight and Enterpret APIs, on this machine only.") { gainsightPort, enterpretPort, data, seed, perMinute, perDay, profile };
command.SetAction((result, stop) => Host.RunAsync(
    new HostSettings(
        result.GetValue(gainsightPort),
        result.GetValue(enterpretPort),
        result.GetValue(data),
        result.GetValue(seed),
        result.GetValue(perMinute),
        result.GetValue(perDay),
        IsStrict: result.GetValue(profile) == "strict"),
    Console.Out,
    Console.Error,
    stop));
return await command.Parse(args).InvokeAsync();

static void Check(bool holds, System.CommandLine.Parsing.OptionResult result, string rule)
{
    if (!holds)
    {
        result.AddError($"{result.IdentifierToken?.Value ?? result.Option.Name}: {rule}.");
    }
}
