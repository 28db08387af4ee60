using System.Text.Json.Nodes;
using Census.Sync.Emulators;
using Gainsight.Client;

namespace Snippets.Gainsight;

public static class Testing
{
    public static async Task<string> WriteAsync(TimeProvider time)
    {
        #region testing
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time, ErrorDetail = GainsightErrorDetail.None });
        emulator.DeclareField("company", new("Plan__gc", "PICKLIST") { Options = ["Gold", "Silver"] });
        emulator.Seed("company", new JsonObject { ["Name"] = "Acme", ["Plan__gc"] = "Silver" });
        emulator.Faults.Add(Fault.CutAfterCommit(), method: "PUT");         // the answer of the first update is lost

        using var http = new HttpClient(emulator.CreateHandler());
        using var gainsight = new GainsightClient(new() { BaseAddress = emulator.BaseAddress, AccessKey = emulator.AccessKey }, http, time);
        var report = await gainsight.Companies.UpsertAsync([new("Acme") { ["Plan__gc"] = "Gold" }, new("Globex") { ["Plan__gc"] = "Lead" }]);

        var plan = emulator.Find("company", "Name", "Acme")!["Plan__gc"];
        var outcome = $"{report}: Acme has {plan}, Globex was {report.Results[1].Outcome} with {report.Results[1].ErrorCode}";
        #endregion
        return outcome;
    }
}
