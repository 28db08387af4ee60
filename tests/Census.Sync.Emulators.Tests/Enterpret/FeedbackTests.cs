using System.Text.Json.Nodes;
using Census.Sync.TestUtilities;

namespace Census.Sync.Emulators.Tests.Enterpret;

public sealed class FeedbackTests
{
    private const string Path = "/webhook/custom/all";
    private const string Missing = "ErrCodeMissingRequiredField";
    private const string Malformed = "ErrCodeInvalidFieldFormat";
    private const string Wrapped = """{"metadata":{"x":{"array":{"n":[1]}}}}""";
    private const string Flat = """{"x":{"array":{"n":[1]}}}""";

    [Theory]
    [InlineData("""{"fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{}}""", Missing)]
    [InlineData("""{"id":" ","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{}}""", Missing)]
    [InlineData("""{"id":7,"fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileId":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{}}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","createdAt":1760000000,"text":"x","metadata":{}}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","type":"review","createdAt":1760000000,"text":"x","metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","text":"x","metadata":{}}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":"1760000000","text":"x","metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000.5,"text":"x","metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":946684799,"text":"x","metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1767608244,"text":"x","metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"metadata":{}}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":" ","metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x"}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":[]}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{"a":{"array":{"s":["x"]}}}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{"metadata":{"a":{"s":["x"]}}}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{"metadata":{"a":{"array":{"n":[1],"s":["a"]}}}}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{"metadata":{"a":{"array":{"n":["1"]}}}}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{"metadata":{"a":{"array":{"d":[1]}}}}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{"metadata":{"a":{"array":{"s":[null]}}}}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"SURVEY","createdAt":1760000000,"metadata":{}}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","type":"SURVEY","createdAt":1760000000,"surveyResponse":{"responses":[]},"metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"SURVEY","createdAt":1760000000,"surveyResponse":{"responses":[{"question":"q"}]},"metadata":{}}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","type":"SURVEY","createdAt":1760000000,"surveyResponse":{"responses":[{"answer":"a"}]},"metadata":{}}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","type":"SURVEY","createdAt":1760000000,"surveyResponse":{"responses":[{"question":"q","answer":5}]},"metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"CONVERSATION","createdAt":1760000000,"conversation":{},"metadata":{}}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","type":"CONVERSATION","createdAt":1760000000,"conversation":{"msgs":[]},"metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"CONVERSATION","createdAt":1760000000,"conversation":{"msgs":[{"actor":"User","text":"x"}]},"metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"CONVERSATION","createdAt":1760000000,"conversation":{"msgs":[{"actor":"user","text":""}]},"metadata":{}}""", Malformed)]
    [InlineData("""{"id":"1","fileID":"f","type":"AUDIO_RECORDING","createdAt":1760000000,"audioRecording":{"audioUrl":"https://a.example/x.mp3"},"metadata":{}}""", Missing)]
    [InlineData("""{"id":"1","fileID":"f","type":"AUDIO_RECORDING","createdAt":1760000000,"audioRecording":{"audioURL":"x.mp3"},"metadata":{}}""", Malformed)]
    public async Task A_bad_record_refuses_the_request_and_is_named(string record, string code)
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);

        RawAnswer answer = await client.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("good")}},{{record}}]}""");

        Assert.Equal((400, code), (answer.Status, (string?)answer.Json["code"]));
        Assert.Contains("records[1]", (string)answer.Json["msg"]!);
        Assert.Empty(emulator.Records);
    }

    [Theory]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":946684800,"text":"x","metadata":{}}""")]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1767608243,"text":"x","metadata":{"metadata":{}}}""")]
    [InlineData("""{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{"metadata":{"a":{"array":{"n":[2.5]}},"b":{"array":{"s":["x","y"]}},"c":{"array":{"b":[true,false]}}}}}""")]
    [InlineData("""{"id":"1","fileID":"f","type":"SURVEY","createdAt":1760000000,"surveyResponse":{"responses":[{"question":"q","answer":"a"},{"question":"r","answer":["a","b"]},{"question":"s","selectedOptions":["x"]}]},"metadata":{}}""")]
    [InlineData("""{"id":"1","fileID":"f","type":"CONVERSATION","createdAt":1760000000,"conversation":{"msgs":[{"actor":"user","text":"x"},{"actor":"bot","text":"y"},{"actor":"agent","text":"z"}]},"metadata":{}}""")]
    [InlineData("""{"id":"1","fileID":"f","type":"FORUM_CONVERSATION_THREAD","createdAt":1760000000,"conversation":{"msgs":[{"actor":"user","text":"x"}]},"metadata":{}}""")]
    [InlineData("""{"id":"1","fileID":"f","type":"AUDIO_RECORDING","createdAt":1760000000,"audioRecording":{"audioURL":"https://a.example/x.mp3"},"metadata":{}}""")]
    public async Task A_good_record_is_kept_as_it_was_sent(string record)
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);

        RawAnswer answer = await client.PostAsync(Path, $$"""{"records":[{{record}}]}""");

        Assert.Equal(200, answer.Status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(record), Assert.Single(emulator.Records)));
    }

    [Fact]
    public async Task The_same_id_is_skipped_and_another_case_is_another_record()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);

        await client.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("a", "first")}},{{CheckOrderTests.Review("a", "twin")}}]}""");
        RawAnswer again = await client.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("a", "second")}},{{CheckOrderTests.Review("A", "other")}}]}""");

        Assert.Equal(200, again.Status);
        Assert.Equal([("a", "first"), ("A", "other")], emulator.Records.Select(record => ((string)record["id"]!, (string)record["text"]!)));
        Assert.Equal(3, emulator.TimesSent("records", "a"));
    }

    [Fact]
    public async Task Mutable_records_take_content_and_metadata_but_keep_their_time()
    {
        await using var emulator = await StartAsync(new() { Duplicates = EnterpretDuplicates.Replace });
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);

        await client.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("a", "first", metadata: Wrapped)}}]}""");
        await client.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("a", "second", createdAt: 1_750_000_000)}}]}""");

        JsonObject record = Assert.Single(emulator.Records);
        Assert.Equal(("second", 1_760_000_000, "{}"), ((string?)record["text"], (long)record["createdAt"]!, record["metadata"]!.ToJsonString()));
    }

    [Fact]
    public async Task Milliseconds_become_seconds_unless_switched_off()
    {
        await using var emulator = await StartAsync();
        await using var literal = await StartAsync(new() { ConvertMilliseconds = false });
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);
        using var literalClient = RawClient.For(literal, EnterpretEmulator.DefaultFeedbackKey);
        string body = $$"""{"records":[{{CheckOrderTests.Review("a", createdAt: 1_760_000_000_123)}}]}""";

        Assert.Equal(200, (await client.PostAsync(Path, body)).Status);
        Assert.Equal(1_760_000_000, (long)Assert.Single(emulator.Records)["createdAt"]!);
        Assert.Equal(400, (await literalClient.PostAsync(Path, body)).Status);
    }

    [Fact]
    public async Task An_old_integration_drops_bad_records_and_blank_messages_and_says_200()
    {
        await using var emulator = await StartAsync(new() { Validation = EnterpretValidation.Legacy });
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);

        RawAnswer answer = await client.PostAsync(Path, $$"""
            {"records":[
              {{CheckOrderTests.Review("good")}},
              {"id":"bad","fileID":"f","type":"REVIEW","metadata":{} },
              {"id":"talk","fileID":"f","type":"CONVERSATION","createdAt":1760000000,"conversation":{"msgs":[{"actor":"user","text":""},{"actor":"bot","text":"hi"}]},"metadata":{} },
              {"id":"silence","fileID":"f","type":"CONVERSATION","createdAt":1760000000,"conversation":{"msgs":[{"actor":"user","text":" "}]},"metadata":{} }]}
            """);

        Assert.Equal(200, answer.Status);
        Assert.Equal(["good", "talk"], emulator.Records.Select(record => (string)record["id"]!));
        Assert.Equal("hi", (string?)Assert.Single(emulator.Records[1]["conversation"]!["msgs"]!.AsArray())!["text"]);
    }

    [Theory]
    [InlineData(EnterpretMetadataShape.Wrapped, true, false)]
    [InlineData(EnterpretMetadataShape.Flat, false, true)]
    [InlineData(EnterpretMetadataShape.WrappedOrFlat, true, true)]
    public async Task Metadata_is_taken_in_the_shape_that_is_switched_on(EnterpretMetadataShape shape, bool wrapped, bool flat)
    {
        await using var emulator = await StartAsync(new() { MetadataShape = shape });
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);

        RawAnswer first = await client.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("w", metadata: Wrapped)}}]}""");
        RawAnswer second = await client.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("f", metadata: Flat)}}]}""");

        Assert.Equal((wrapped, flat), (first.Status == 200, second.Status == 200));
    }

    [Fact]
    public async Task Unknown_properties_are_dropped_or_refused()
    {
        await using var ignoring = await StartAsync();
        await using var refusing = await StartAsync(new() { RejectUnknownProperties = true });
        using var ignoringClient = RawClient.For(ignoring, EnterpretEmulator.DefaultFeedbackKey);
        using var refusingClient = RawClient.For(refusing, EnterpretEmulator.DefaultFeedbackKey);
        string body = """{"records":[{"id":"1","fileID":"f","type":"REVIEW","createdAt":1760000000,"text":"x","metadata":{},"rating":5}]}""";

        Assert.Equal(200, (await ignoringClient.PostAsync(Path, body)).Status);
        Assert.False(Assert.Single(ignoring.Records).ContainsKey("rating"));
        Assert.Equal(400, (await refusingClient.PostAsync(Path, body)).Status);
    }

    [Fact]
    public async Task Records_are_kept_per_key_and_seen_after_a_delay()
    {
        var time = new ManualTimeProvider();
        await using var emulator = await StartAsync(new()
        {
            TimeProvider = time,
            VisibilityDelay = TimeSpan.FromMinutes(15),
            Duplicates = EnterpretDuplicates.Replace,
            Keys = [new("k1", EnterpretKeyKind.Feedback, "App Store"), new("k2", EnterpretKeyKind.Feedback, "NPS")],
        });
        using var first = RawClient.For(emulator, "k1");
        using var second = RawClient.For(emulator, "k2");

        await first.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("a", "one")}}]}""");
        await second.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("a", "two")}}]}""");
        Assert.Empty(emulator.Records);
        time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(("one", "two"), ((string?)Assert.Single(emulator.RecordsOf("k1"))["text"], (string?)Assert.Single(emulator.RecordsOf("k2"))["text"]));

        await first.PostAsync(Path, $$"""{"records":[{{CheckOrderTests.Review("a", "changed")}}]}""");
        Assert.Equal("one", (string?)emulator.RecordsOf("k1")[0]["text"]);
        time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("changed", (string?)emulator.RecordsOf("k1")[0]["text"]);
        Assert.Throws<ArgumentException>(() => emulator.RecordsOf("k3"));
    }

    [Fact]
    public async Task A_cut_after_storing_and_a_retry_leave_one_record()
    {
        await using var emulator = await StartAsync();
        using var client = RawClient.For(emulator, EnterpretEmulator.DefaultFeedbackKey);
        emulator.Faults.Add(Fault.CutAfterCommit());
        string body = $$"""{"records":[{{CheckOrderTests.Review("a")}}]}""";

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(Path, body));
        Assert.Equal(200, (await client.PostAsync(Path, body)).Status);

        Assert.Single(emulator.Records);
        Assert.Equal([true, false], emulator.Calls.Select(call => call.Stored));
    }

    // The clock stands at 2026-01-05T10:17:23Z, which is 1767608243.
    private static Task<EnterpretEmulator> StartAsync(EnterpretEmulatorOptions? options = null)
    {
        options ??= new();
        options.TimeProvider = options.TimeProvider == TimeProvider.System ? new ManualTimeProvider() : options.TimeProvider;
        return EnterpretEmulator.StartAsync(options, TestContext.Current.CancellationToken);
    }
}
