using Census.Sync.Emulators;
using Enterpret.Client;

namespace Snippets.Enterpret;

public static class Testing
{
    public static async Task TestAsync()
    {
        #region emulator
        await using var emulator = await EnterpretEmulator.StartAsync();
        using var http = new HttpClient(emulator.CreateHandler());
        await using var enterpret = new EnterpretClient(
            new EnterpretClientOptions { BaseAddress = emulator.BaseAddress, UsersApiKey = EnterpretEmulator.DefaultUsersKey }, http);
        emulator.Faults.Add(Fault.CutAfterCommit());   // stored, but the answer is lost: the client sends it again

        await enterpret.Users.UpsertAsync(new EnterpretUser("id312378", DateTimeOffset.UnixEpoch) { ["Email"] = "john@example.com" });

        Console.WriteLine($"{emulator.Users.Count} user, sent {emulator.TimesSent("users", "id312378")} times");   // 1 user, sent 2 times
        #endregion
    }
}
