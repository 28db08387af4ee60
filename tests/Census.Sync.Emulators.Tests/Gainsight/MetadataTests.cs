using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Tests.Gainsight;

public sealed class MetadataTests
{
    [Fact]
    public async Task Both_list_calls_name_the_objects_and_whether_they_can_be_written()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        emulator.DeclareObject(new GainsightEmulatorObject("usage__gc") { Fields = [new("Name__gc", "STRING")] });
        using var client = RawClient.For(emulator);

        JsonNode lite = (await client.GetAsync("/v1/meta/services/objects/list?po=company&em=false")).Json;
        JsonNode post = (await client.PostAsync("/v1/meta/services/objects", """{"externalUse":"true"}""")).Json;

        Assert.Equal(["requestId", "result", "data"], lite.AsObject().Select(pair => pair.Key));
        Assert.Equal(lite["data"]!.ToJsonString(), post["data"]!.ToJsonString());
        JsonNode usage = lite["data"]!.AsArray().Single(entry => (string?)entry!["objectName"] == "usage__gc")!;
        Assert.Equal(("CUSTOM", true, true), ((string?)usage["objectType"], (bool)usage["transactional"]!, (bool)usage["createable"]!));
        Assert.False((bool)lite["data"]!.AsArray().Single(entry => (string?)entry!["objectName"] == "gsuser")!["createable"]!);
    }

    [Fact]
    public async Task Describe_tells_types_lengths_lookups_items_and_what_can_be_written()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        emulator.DeclareField("company", new("Plan__gc", "PICKLIST") { Options = ["Gold", new GainsightEmulatorOption("Old") { Active = false }] });
        emulator.DeclareField("company", new("Note__gc", "STRING") { Length = 500 });
        using var client = RawClient.For(emulator);

        JsonNode company = (await client.GetAsync("/v1/meta/services/objects/Company/describe?ic=false&cl=0&idd=true")).Json["data"]![0]!;
        JsonNode Field(string name) => company["fields"]!.AsArray().Single(field => (string?)field!["fieldName"] == name)!;

        Assert.Equal(500, (int)Field("Note__gc")["meta"]!["length"]!);
        Assert.Equal("CUSTOM", (string?)Field("Note__gc")["meta"]!["fieldGroupType"]);
        Assert.Equal("Csm__gr", (string?)Field("Csm")["meta"]!["lookupDetail"]!["lookupName"]);
        Assert.Equal("gsuser", (string?)Field("Csm")["meta"]!["lookupDetail"]!["lookupObjects"]![0]!["objectName"]);
        Assert.Equal([true, false], Field("Plan__gc")["options"]!.AsArray().Select(option => (bool)option!["active"]!));
        Assert.True((bool)Field("Nps")["meta"]!["readOnly"]!);
        Assert.False((bool)Field("CreatedDate")["meta"]!["createable"]!);
        Assert.False(Field("CreatedDate")["meta"]!.AsObject().ContainsKey("length"));
        Assert.False((bool)Field("Name")["meta"]!["required"]!);
    }

    [Fact]
    public async Task Items_come_from_the_dropdown_call_when_describe_leaves_them_out()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        JsonNode data = (await client.PostAsync("/v1/meta/services/objects/describe", """{"objectNames":["company","person"]}""")).Json["data"]!;
        JsonNode stage = data[0]!["fields"]!.AsArray().Single(field => (string?)field!["fieldName"] == "Stage")!;
        JsonNode dropdown = (await client.GetAsync($"/v1/meta/services/dropdowns/{(string)stage["meta"]!["properties"]!["PICKLIST_CATEGORY_ID"]!}")).Json["data"]!;

        Assert.Equal(2, data.AsArray().Count);
        Assert.Empty(stage["options"]!.AsArray());
        Assert.Equal("New Customer", (string?)dropdown["childItems"]![0]!["name"]);
        Assert.Equal(6, (int)dropdown["categoryDetails"]!["count"]!);
    }

    [Fact]
    public async Task An_unknown_object_is_told_in_its_own_shape()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.GetAsync("/v1/meta/services/objects/nothing__gc/describe");

        Assert.Equal((400, "OBJECT_NOT_FOUND"), (answer.Status, (string?)answer.Json["title"]));
    }

    [Fact]
    public async Task Declaring_the_same_again_does_nothing_and_another_is_refused()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var declaration = new GainsightEmulatorObject("usage__gc") { Fields = [new("A__gc", "PICKLIST") { Options = ["x"] }] };
        emulator.DeclareObject(declaration);
        emulator.DeclareField("company", new("B__gc", "STRING"));

        emulator.DeclareObject(declaration with { Fields = [new("A__gc", "PICKLIST") { Options = ["x"] }] });
        emulator.DeclareField("company", new("B__gc", "STRING"));

        Assert.Throws<ArgumentException>(() => emulator.DeclareObject(declaration with { Fields = [new("A__gc", "STRING")] }));
        Assert.Throws<ArgumentException>(() => emulator.DeclareField("company", new("B__gc", "NUMBER")));
        Assert.Throws<ArgumentException>(() => emulator.DeclareField("company", new("C__gc", "NOTHING")));
        Assert.Throws<ArgumentException>(() => emulator.DeclareField("nothing", new("C__gc", "STRING")));
        Assert.Throws<ArgumentException>(() => emulator.DeclareObject(new GainsightEmulatorObject("plain")));
    }
}
