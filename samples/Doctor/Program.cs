// Finds out how a tenant behaves where the vendors' pages do not say, and prints the option values that are true there:
//   GAINSIGHT_ACCESS_KEY=... dotnet run --project samples/Doctor -- gainsight --domain acme --write
//   Enterpret__UsersApiKey=... dotnet run --project samples/Doctor -- enterpret --write
using System.CommandLine;
using Doctor;
using Doctor.Enterpret;
using Doctor.Gainsight;

var command = new RootCommand("Finds out how a tenant behaves where the vendor does not say. Keys come from environment variables or are asked for, and are never printed.")
{
    GainsightCommand.Create(),
    EnterpretCommand.Create(),
};
var parsed = command.Parse(args);

// Whoever interrupts the program waits until it has removed what it created.
var code = await parsed.InvokeAsync(new() { ProcessTerminationTimeout = Checkup.CleanUpTime + TimeSpan.FromSeconds(10) });
return parsed.Errors.Count > 0 ? 2 : code;
