// Finds out how a tenant behaves where the vendor's pages do not say, and prints the option values that are true there:
//   GAINSIGHT_ACCESS_KEY=... dotnet run --project samples/Doctor -- gainsight --domain acme --write
using System.CommandLine;
using Doctor.Gainsight;

var command = new RootCommand("Finds out how a tenant behaves where the vendor does not say. Keys come from environment variables or are asked for.")
{
    GainsightCommand.Create(),
};

// Whoever interrupts the program waits until it has removed what it created.
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = GainsightCommand.CleanUpTime + TimeSpan.FromSeconds(10) });
