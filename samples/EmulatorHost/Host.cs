using Census.Sync.Emulators;

namespace EmulatorHost;

/// <summary>Starts both emulators, says where they are, and waits.</summary>
internal static class Host
{
    public static async Task<int> RunAsync(HostSettings settings, TextWriter output, TextWriter error, CancellationToken stop)
    {
        try
        {
            await using GainsightEmulator gainsight = await GainsightEmulator.StartAsync(
                new GainsightEmulatorOptions
                {
                    Port = settings.GainsightPort,
                    DataFile = settings.Data is { } file ? file + ".gainsight" : null,
                    Seed = settings.Seed,
                    CallsPerMinute = settings.CallsPerMinute,
                    CallsPerDay = settings.CallsPerDay,
                },
                stop);
            await using EnterpretEmulator enterpret = await EnterpretEmulator.StartAsync(
                new EnterpretEmulatorOptions
                {
                    Port = settings.EnterpretPort,
                    DataFile = settings.Data is { } other ? other + ".enterpret" : null,
                    Seed = settings.Seed,
                    Profile = settings.IsStrict ? EnterpretLimitProfile.Strict : EnterpretLimitProfile.Current,
                },
                stop);

            await output.WriteLineAsync(
                $"""
                Gainsight   {gainsight.BaseAddress}
                  Accesskey     {GainsightEmulator.DefaultAccessKey}
                  OAuth client  {GainsightEmulator.DefaultClientId} / {GainsightEmulator.DefaultClientSecret}
                  look inside   {new Uri(gainsight.BaseAddress, "_emulator/")}
                Enterpret   {enterpret.BaseAddress}
                  api-key users     {EnterpretEmulator.DefaultUsersKey}
                  api-key accounts  {EnterpretEmulator.DefaultAccountsKey}
                  api-key feedback  {EnterpretEmulator.DefaultFeedbackKey}
                  api-key privacy   {EnterpretEmulator.DefaultPrivacyKey}
                  look inside       {new Uri(enterpret.BaseAddress, "_emulator/")}
                Contents    {(settings.Data is { } kept ? $"kept in {kept}.gainsight and {kept}.enterpret" : "in memory")}
                Running. Ctrl-C stops.
                """);
            await output.FlushAsync(CancellationToken.None);

            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
            await stopped.Task;
            return 0;
        }
        catch (IOException e)
        {
            // A port that is taken, or a data file that cannot be used: the message says which.
            await error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
    }
}
