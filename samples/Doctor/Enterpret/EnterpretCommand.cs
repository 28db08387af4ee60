using System.CommandLine;
using Census.Sync.Http;
using Enterpret.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Doctor.Enterpret;

/// <summary>The command line of the Enterpret checks.</summary>
internal static class EnterpretCommand
{
    private const string Keys = "Enterpret__UsersApiKey, Enterpret__AccountsApiKey, Enterpret__Feedback__ApiKey, Enterpret__PrivacyApiKey";

    public static Command Create()
    {
        var settings = new Option<FileInfo>("--settings") { Description = "A JSON file with a section Enterpret, as an application's appsettings.json." };
        settings.AcceptExistingOnly();
        var url = new Option<string?>("--url") { Description = "The address of the API, or of a running EmulatorHost. Enterpret's own by default." };
        var write = new Option<bool>("--write") { Description = "Write records of its own. Without it only the keys are tried." };
        var perMinute = new Option<int>("--requests-per-minute") { Description = "The requests a minute to make with each key.", DefaultValueFactory = _ => 20 };
        perMinute.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number < 1)
                result.AddError("--requests-per-minute is a number above 0.");
        });
        var command = new Command(
            "enterpret", $"Checks an Enterpret organisation; a sandbox is best. Keys come from --settings or the environment variables {Keys}; one is enough.")
        {
            settings, url, write, perMinute,
        };
        command.SetAction((result, stop) => RunAsync(result.GetValue(settings), result.GetValue(url), result.GetValue(write), result.GetValue(perMinute), stop));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo? settings, string? url, bool mayWrite, int perMinute, CancellationToken stop)
    {
        if (Read(settings, url, out var options) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }

        var prefix = $"doctor-{Guid.NewGuid().ToString("N")[..8]}-";
        Console.WriteLine(EnterpretDoctor.Announce(options, prefix, perMinute, mayWrite));
        var findings = await EnterpretDoctor.RunAsync(options, ApiHandler.Create(), TimeProvider.System, prefix, perMinute, mayWrite, Checkup.CleanUpTime, stop);
        FindingTable.Print(findings, "AddEnterpretClient", "organisation");
        return findings[^1] is { Name: "clean-up", Finding.IsKnown: true } && findings[^2].Name != "run" ? 0 : 1;
    }

    // As an application reads its options, so that what is wrong is said in the same words.
    private static string? Read(FileInfo? settings, string? url, out EnterpretClientOptions options)
    {
        options = new();
        Dictionary<string, string?> address = url is null ? [] : new() { ["Enterpret:BaseAddress"] = url };
        try
        {
            var builder = new ConfigurationBuilder();
            if (settings is not null)
                builder.AddJsonFile(settings.FullName);
            var section = builder.AddEnvironmentVariables().AddInMemoryCollection(address).Build().GetSection("Enterpret");
            using var services = new ServiceCollection().AddEnterpretClient("doctor", section).Services.BuildServiceProvider();
            options = services.GetRequiredService<IOptionsMonitor<EnterpretClientOptions>>().Get("doctor");
            return null;
        }
        catch (OptionsValidationException error)
        {
            return string.Join(Environment.NewLine, error.Failures) + Environment.NewLine + $"Keys come from --settings or the environment variables {Keys}.";
        }
        catch (Exception error) when (error is InvalidOperationException or InvalidDataException or IOException)
        {
            return error.Message;
        }
    }
}
