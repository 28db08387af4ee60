using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Tests.Gainsight;

public sealed class LookupTests
{
    [Theory]
    [InlineData("Jane", "FIRSTMATCH", "ERROR", "first")]
    [InlineData("Jane", "MARKASERROR", "ERROR", "GSOBJ_1002")]
    [InlineData("Nobody", "FIRSTMATCH", "NULLABLE", "")]
    [InlineData("Nobody", "FIRSTMATCH", "DEFAULTVALUE", "default")]
    [InlineData("Nobody", "FIRSTMATCH", "ERROR", "GSOBJ_1011")]
    public async Task A_lookup_finds_its_target_or_does_what_it_is_told(string firstName, string multiMatch, string noMatch, string expected)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        IReadOnlyList<string> users = emulator.Seed("gsuser", User("Jane", "A"), User("Jane", "B"));
        string fallback = emulator.Seed("gsuser", User("Fall", "Back"))[0];
        emulator.DeclareField("company", new("Owner__gc", "LOOKUP") { LookupObject = "gsuser", DefaultValue = fallback });
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.PostAsync("/v1/data/objects/Company", $$"""
            {"records":[{"Name":"A","OwnerFirst":"{{firstName}}"}],
             "lookups":{"Owner__gc":{"fields":{"OwnerFirst":"FirstName"},"lookupField":"Gsid","objectName":"gsuser","multiMatchOption":"{{multiMatch}}","onNoMatch":"{{noMatch}}"} } }
            """);

        if (expected.StartsWith("GSOBJ", StringComparison.Ordinal))
        {
            Assert.Equal(expected, answer.ErrorCode);
            Assert.Equal(0, emulator.Count("company"));
            return;
        }

        string? owner = (string?)emulator.Find("company", "Name", "A")!["Owner__gc"];
        Assert.Equal(expected switch { "first" => users[0], "default" => fallback, _ => null }, owner);
    }

    [Fact]
    public async Task Several_helpers_are_anded_and_a_lookup_may_search_its_own_object()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        IReadOnlyList<string> users = emulator.Seed("gsuser", User("Jane", "A"), User("Jane", "B"));
        string parent = emulator.Seed("company", new JsonObject { ["Name"] = "Holding" })[0];
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.PostAsync("/v1/data/objects/Company", """
            {"records":[{"Name":"A","F":"Jane","L":"B","P":"Holding"}],
             "lookups":{"Csm":{"fields":{"F":"FirstName","L":"LastName"},"lookupField":"Gsid","objectName":"gsuser","multiMatchOption":"MARKASERROR","onNoMatch":"ERROR"},
                        "ParentCompany":{"fields":{"P":"Name"},"lookupField":"Gsid","objectName":"Company","multiMatchOption":"FIRSTMATCH","onNoMatch":"NULLABLE"}}}
            """);

        Assert.Equal(200, answer.Status);
        JsonObject stored = emulator.Find("company", "Name", "A")!;
        Assert.Equal(users[1], (string?)stored["Csm"]);
        Assert.Equal(parent, (string?)stored["ParentCompany"]);
    }

    [Theory]
    [InlineData("""{"Nps":{"fields":{"H":"Name"},"lookupField":"Gsid","objectName":"gsuser","multiMatchOption":"FIRSTMATCH","onNoMatch":"ERROR"}}""")]
    [InlineData("""{"Csm":{"fields":{"H":"NoSuchField"},"lookupField":"Gsid","objectName":"gsuser","multiMatchOption":"FIRSTMATCH","onNoMatch":"ERROR"}}""")]
    [InlineData("""{"Csm":{"fields":{"H":"Name"},"lookupField":"Gsid","objectName":"nothing","multiMatchOption":"FIRSTMATCH","onNoMatch":"ERROR"}}""")]
    [InlineData("""{"Csm":{"fields":{"H":"Name"},"lookupField":"Gsid","objectName":"gsuser","multiMatchOption":"ANY","onNoMatch":"ERROR"}}""")]
    [InlineData("""{"Csm":{"fields":{},"lookupField":"Gsid","objectName":"gsuser","multiMatchOption":"FIRSTMATCH","onNoMatch":"ERROR"}}""")]
    public async Task A_lookup_that_makes_no_sense_is_refused(string lookups)
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.PostAsync("/v1/data/objects/Company", $$"""{"records":[{"Name":"A","H":"x"}],"lookups":{{lookups}}}""");

        Assert.Equal("GSOBJ_1002", answer.ErrorCode);
    }

    private static JsonObject User(string first, string last) => new() { ["FirstName"] = first, ["LastName"] = last, ["Name"] = first + " " + last };
}
