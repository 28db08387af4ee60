using System.Text.Json.Nodes;
using Census.Sync.TestUtilities;

namespace Census.Sync.Emulators.Tests;

public sealed class PersistenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Gainsights_contents_and_declarations_survive_a_restart_unchanged()
    {
        string before;
        string file = _folder.File("data");
        await using (var emulator = await GainsightAsync(file))
        {
            emulator.DeclareObject(new GainsightEmulatorObject("usage__gc") { Fields = [new("Id__gc", "STRING"), new("Kind__gc", "PICKLIST") { Options = ["x", "y"] }] });
            emulator.DeclareField("company", new("Plan__gc", "STRING") { Length = 20 });
            emulator.DeclareField("usage__gc", new("On__gc", "DATETIME"));
            using var client = RawClient.For(emulator);
            await client.InsertAsync("company", """{"Name":"A","Arr":1.50,"Stage":"Launched","Tags":["Beta"],"RenewalDate":"2027-01-02","Plan__gc":"Gold"}""", """{"Name":"B"}""");
            await client.UpdateAsync("company", "Name", """{"Name":"B","Industry":"ü\"\\\n"}""");
            await client.InsertAsync("usage__gc", """{"Id__gc":"1","Kind__gc":"y","On__gc":"2026-01-02T03:04:05.678Z"}""");
            await client.PutAsync("/v1/peoplemgmt/v1.0/people", $$"""{"Email":"a@b.example","companies":[{"Company_ID":"{{Gsid(emulator, "A")}}","Title":"VP"}]}""");
            await client.InsertAsync("company", """{"Name":"C"}""");
            await client.DeleteAsync($"/v1/data/objects/company/{Gsid(emulator, "C")}");
            before = Dump(emulator);
        }

        await using (var emulator = await GainsightAsync(file))
        {
            Assert.Equal(before, Dump(emulator));
            using var client = RawClient.For(emulator);
            Assert.Equal(200, (await client.InsertAsync("company", """{"Name":"D","Plan__gc":"x"}""")).Status);
            Assert.Equal(400, (await client.InsertAsync("company", """{"Name":"E","Plan__gc":"012345678901234567890"}""")).Status);
            before = Dump(emulator);
        }

        await using (var emulator = await GainsightAsync(file))
        {
            Assert.Equal(before, Dump(emulator));
        }
    }

    [Fact]
    public async Task Enterprets_contents_and_pending_deletions_survive_a_restart()
    {
        var time = new ManualTimeProvider();
        string file = _folder.File("data");
        string before;
        EnterpretEmulatorOptions Options() => new() { DataFile = file, TimeProvider = time, DeleteDelay = TimeSpan.FromHours(1), Duplicates = EnterpretDuplicates.Replace };
        await using (var emulator = await EnterpretEmulator.StartAsync(Options(), TestContext.Current.CancellationToken))
        {
            using var users = RawClient.For(emulator, EnterpretEmulator.DefaultUsersKey);
            using var privacy = RawClient.For(emulator, EnterpretEmulator.DefaultPrivacyKey);
            await users.PostAsync("/webhook/users/custom", """{"users":[{"id":"1","attributes":{"a":{"n":[1.50]}},"createdAt":1},{"id":"2","attributes":{},"createdAt":2}]}""");
            await users.PostAsync("/webhook/users/custom", """{"users":[{"id":"1","attributes":{"a":{"n":[2]}},"createdAt":1}]}""");
            await privacy.PostAsync("/webhook/delete/custom", """{"ids":["2"]}""");
            before = string.Join('\n', emulator.Users.Select(user => user.ToJsonString()));
        }

        await using (var emulator = await EnterpretEmulator.StartAsync(Options(), TestContext.Current.CancellationToken))
        {
            Assert.Equal(before, string.Join('\n', emulator.Users.Select(user => user.ToJsonString())));
            time.Advance(TimeSpan.FromHours(1));
            Assert.Equal("1", (string?)Assert.Single(emulator.Users)["id"]);
        }

        await using (var emulator = await EnterpretEmulator.StartAsync(Options(), TestContext.Current.CancellationToken))
        {
            Assert.Equal("1", (string?)Assert.Single(emulator.Users)["id"]);
        }

        Assert.DoesNotContain(EnterpretEmulator.DefaultUsersKey, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_torn_anywhere_in_its_last_line_loses_only_that_call()
    {
        string file = _folder.File("data");
        await using (var emulator = await GainsightAsync(file))
        {
            emulator.Seed("company", new JsonObject { ["Name"] = "first" });
            emulator.Seed("company", new JsonObject { ["Name"] = "second" });
        }

        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        int lastLine = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        for (int length = lastLine; length < whole.Length; length += 7)
        {
            await File.WriteAllBytesAsync(file, whole[..length], TestContext.Current.CancellationToken);
            await using var emulator = await GainsightAsync(file);
            Assert.Equal("first", (string?)Assert.Single(emulator.Records("company"))["Name"]);
        }
    }

    [Theory]
    [InlineData(2, "not json")]
    [InlineData(2, "{\"changes\":[{\"put\":\"x\",\"of\":\"nothing\",\"values\":{}}]}")]
    [InlineData(3, "{\"changes\":[{\"delete\":\"x\",\"of\":\"company\"}]}")]
    [InlineData(2, "{}")]
    public async Task A_corrupt_line_is_named_and_nothing_is_overwritten(int line, string text)
    {
        string file = _folder.File("data");
        await using (await GainsightAsync(file))
        {
        }

        List<string> lines = [.. await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)];
        lines.Insert(line - 1, text);
        string corrupt = string.Join('\n', lines) + "\n";
        await File.WriteAllTextAsync(file, corrupt, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<EmulatorDataFileException>(() => GainsightAsync(file));

        Assert.Equal((file, line), (error.FilePath, error.LineNumber));
        Assert.Contains(file, error.Message);
        Assert.Equal(corrupt, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("my notes")]
    [InlineData("my notes\n")]
    [InlineData("{\"format\":\"census-sync-emulator\",\"version\":1,\"emulator\":\"enterpret\"}\n")]
    public async Task A_file_of_somebody_else_is_left_alone(string content)
    {
        string file = _folder.Write("data", content);

        var error = await Assert.ThrowsAsync<EmulatorDataFileException>(() => GainsightAsync(file));

        Assert.Equal(1, error.LineNumber);
        Assert.Equal(content, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_in_use_is_told_and_free_again_after_the_emulator_ended()
    {
        string file = _folder.File("data");
        await using (await GainsightAsync(file))
        {
            var error = await Assert.ThrowsAsync<EmulatorDataFileException>(() => GainsightAsync(file));
            Assert.Contains("in use", error.Message);
        }

        await using var again = await GainsightAsync(file);
        Assert.Equal(0, again.Count("company"));
    }

    [Fact]
    public async Task Every_answered_call_is_in_the_file_although_many_came_at_once()
    {
        string file = _folder.File("data");
        string copy = _folder.File("copy");
        await using (var emulator = await GainsightEmulator.StartAsync(new() { DataFile = file, CallsPerMinute = int.MaxValue }, TestContext.Current.CancellationToken))
        {
            using var client = RawClient.For(emulator);
            await Parallel.ForAsync(0, 100, TestContext.Current.CancellationToken, async (i, _) =>
                Assert.Equal(200, (await client.InsertAsync("company", $$"""{"Name":"{{i}}"}""")).Status));

            // What a killed process leaves behind is what the file holds now.
            File.Copy(file, copy);
        }

        await using var revived = await GainsightAsync(copy);
        Assert.Equal(100, revived.Records("company").Select(company => (string)company["Gsid"]!).Distinct().Count());
    }

    [Fact]
    public async Task Reset_empties_the_file_as_well_and_keeps_declarations()
    {
        string file = _folder.File("data");
        await using (var emulator = await GainsightAsync(file))
        {
            emulator.DeclareField("company", new("Plan__gc", "STRING"));
            emulator.Seed("company", new JsonObject { ["Name"] = "A" });
            emulator.Reset();
            emulator.Seed("company", new JsonObject { ["Name"] = "B", ["Plan__gc"] = "x" });
        }

        await using var again = await GainsightAsync(file);
        Assert.Equal("B", (string?)Assert.Single(again.Records("company"))["Name"]);
    }

    private static Task<GainsightEmulator> GainsightAsync(string file) =>
        GainsightEmulator.StartAsync(new() { DataFile = file }, TestContext.Current.CancellationToken);

    private static string Gsid(GainsightEmulator emulator, string name) => (string)emulator.Find("company", "Name", name)!["Gsid"]!;

    private static string Dump(GainsightEmulator emulator) => string.Join('\n',
        new[] { "company", "person", "company_person", "usage__gc", "gsuser", "record_delete_log" }.SelectMany(emulator.Records).Select(record => record.ToJsonString()));
}
