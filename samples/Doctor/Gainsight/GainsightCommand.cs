using System.CommandLine;
using Census.Sync.Http;
using Gainsight.Client;

namespace Doctor.Gainsight;

/// <summary>The command line of the Gainsight checks.</summary>
internal static class GainsightCommand
{
    private const string KeyVariable = "GAINSIGHT_ACCESS_KEY";
    private const string ClientIdVariable = "GAINSIGHT_CLIENT_ID";
    private const string ClientSecretVariable = "GAINSIGHT_CLIENT_SECRET";

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
        var write = new Option<bool>("--write") { Description = "Create some twenty-five companies with names of their own, and remove them. Nothing can be found out without." };
        var perMinute = new Option<int>("--calls-per-minute") { Description = "The calls a minute that the tenant allows; half of them are used.", DefaultValueFactory = _ => 100 };
        var command = new Command(
            "gainsight",
            $"Checks a Gainsight tenant; a sandbox is best. The key: {KeyVariable}, or it is asked for. {ClientIdVariable} and {ClientSecretVariable} may name an OAuth key to check as well.")
        {
            domain, url, write, perMinute,
        };
        command.SetAction((result, stop) =>
            result.GetValue(write) ? RunAsync(result.GetValue(domain), result.GetValue(url), result.GetValue(perMinute), stop) : RefuseAsync());
        return command;
    }

    private static async Task<int> RefuseAsync()
    {
        await Console.Error.WriteLineAsync("Without --write nothing is done: what a tenant does is seen on companies that are created and removed again.");
        return 2;
    }

    private static async Task<int> RunAsync(string? domain, Uri? url, int perMinute, CancellationToken stop)
    {
        var options = new GainsightClientOptions
        {
            Domain = domain,
            BaseAddress = url,
            AccessKey = KeyPrompt.Read(KeyVariable, "Access key"),
            CallsPerMinute = perMinute,
            MaximumAttempts = 3,
        };
        var prefix = $"doctor-{Guid.NewGuid().ToString("N")[..8]}-";
        IReadOnlyList<(string Name, Finding Finding)> findings;
        try
        {
            findings = await GainsightDoctor.RunAsync(options, OAuthKey(), ApiHandler.Create(), TimeProvider.System, prefix, Checkup.CleanUpTime, stop);
        }
        catch (ArgumentException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }

        FindingTable.Print(findings, "AddGainsightClient", "tenant");
        return findings.All(found => found.Name is not ("connection" or "run" or "clean-up") || found.Finding.IsKnown) ? 0 : 1;
    }

    private static GainsightOAuthOptions? OAuthKey() => Environment.GetEnvironmentVariable(ClientIdVariable) is { Length: > 0 } id
        ? new() { ClientId = id, ClientSecret = Environment.GetEnvironmentVariable(ClientSecretVariable) }
        : null;
}
