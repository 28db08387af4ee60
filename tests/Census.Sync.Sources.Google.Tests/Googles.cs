using Census.Sync.SourceEmulators.Google;
using Census.Sync.TestUtilities;
using Google.Apis.Auth.OAuth2;

namespace Census.Sync.Sources.Google.Tests;

internal static class Googles
{
    /// <summary>Waits cost no time; the time limits of an attempt and of a cancellation are never reached.</summary>
    public static JumpingTimeProvider Clock() => new(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(5));

    public static GoogleCredential Credential(this GoogleEmulator emulator) => CredentialFactory.FromJson<ServiceAccountCredential>(emulator.KeyFile).ToGoogleCredential();

    public static BigQuerySource Source(this BigQueryEmulator emulator, Func<BigQuerySourceOptions, BigQuerySourceOptions>? change = null)
    {
        var options = new BigQuerySourceOptions { ProjectId = "p", Credential = emulator.Credential(), Address = emulator.Address, PageSize = 100 };
        return new(change?.Invoke(options) ?? options, timeProvider: Clock());
    }

    public static SheetsSource Source(this SheetsEmulator emulator, Func<SheetsSourceOptions, SheetsSourceOptions>? change = null)
    {
        var options = new SheetsSourceOptions { SpreadsheetId = "sheet1", Credential = emulator.Credential(), Address = emulator.Address };
        return new(change?.Invoke(options) ?? options, timeProvider: Clock());
    }
}
