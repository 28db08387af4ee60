using System.CommandLine;
using Census.Sync.Http;
using Gainsight.Client;

namespace Doctor.Gainsight;

/// <summary>The command line of the Gainsight checks.</summary>
internal static class GainsightCommand
{
    private const string KeyVariable = "GAINSIGHT_ACCESS_KEY";

    public static Command Create()
    {
        var domain = new Option<string?>("--domain") { Description = "The tenant, acme or acme.gainsightcloud.com for example." };
        var url = new Option<Uri?>("--url")
        {
            Description = "The address of a running EmulatorHost, instead of a tenant.",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address))
                    return address;
                result.AddError("--url: this is not an address.");
                return null;
            },
        };
        var perMinute = new Option<int>("--calls-per-minute") { Description = "The calls a minute that the tenant allows; half of them are used.", DefaultValueFactory = _ => 100 };
        var command = new Command(
            "gainsight", $"Checks a Gainsight tenant; a sandbox is best. Creates some thirty companies and removes them. The key: {KeyVariable}, or it is asked for.")
        {
            domain, url, perMinute,
        };
        command.SetAction((result, stop) => RunAsync(result.GetValue(domain), result.GetValue(url), result.GetValue(perMinute), stop));
        return command;
    }

    private static async Task<int> RunAsync(string? domain, Uri? url, int perMinute, CancellationToken stop)
    {
        var options = new GainsightClientOptions
        {
            Domain = domain,
            BaseAddress = url,
            AccessKey = KeyPrompt.Read(KeyVariable, "Access key"),
            CallsPerMinute = perMinute,
        };
        IReadOnlyList<(string Name, Finding Finding)> findings;
        try
        {
            findings = await GainsightDoctor.RunAsync(options, ApiHandler.Create(), TimeProvider.System, $"doctor-{Guid.NewGuid():N}-", stop);
        }
        catch (ArgumentException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }

        FindingTable.Print(findings, "AddGainsightClient", "tenant");
        return findings.Count > 1 && findings[^1].Finding.IsKnown ? 0 : 1;
    }
}
