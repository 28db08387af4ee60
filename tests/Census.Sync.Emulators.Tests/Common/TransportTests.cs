using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Census.Sync.TestUtilities;

namespace Census.Sync.Emulators.Tests;

public sealed class TransportTests
{
    private const string Query = """{"select":["Name"]}""";

    [Fact]
    public async Task In_memory_nothing_but_the_emulators_host_is_reached()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var elsewhere = new RawClient(emulator.CreateHandler(), new Uri("http://elsewhere.example/"));

        Assert.Equal("http://gainsight.localhost/", emulator.BaseAddress.AbsoluteUri);
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => elsewhere.GetAsync("/"));
        Assert.Equal(SocketError.HostNotFound, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
        Assert.Empty(emulator.Calls);
    }

    [Fact]
    public async Task With_a_port_it_listens_on_loopback_and_a_taken_port_is_told()
    {
        await using var emulator = await EnterpretEmulator.StartAsync(new() { Port = 0 }, TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = emulator.BaseAddress };

        using HttpResponseMessage answer = await http.GetAsync(new Uri("/_emulator/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("127.0.0.1", emulator.BaseAddress.Host);
        await Assert.ThrowsAnyAsync<IOException>(() => EnterpretEmulator.StartAsync(new() { Port = emulator.BaseAddress.Port }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_cut_over_a_port_is_a_reset_connection()
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { Port = 0 }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        emulator.Faults.Add(Fault.CutAfterCommit());

        await Assert.ThrowsAsync<HttpRequestException>(() => client.InsertAsync("company", """{"Name":"A"}"""));

        Assert.Equal(1, emulator.Count("company"));
    }

    [Fact]
    public async Task After_its_end_the_emulator_is_unreachable_and_a_hanging_call_is_cut()
    {
        var emulator = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        emulator.Faults.Add(Fault.Hang());
        Task<RawAnswer> hanging = client.InsertAsync("company", """{"Name":"A"}""");
        await emulator.Faults.WaitForHeldAsync(TestContext.Current.CancellationToken);

        await emulator.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.InsertAsync("company", """{"Name":"A"}"""));
    }

    [Fact]
    public async Task Latency_is_waited_for_on_the_clock_before_counting_and_before_answering()
    {
        var time = new ManualTimeProvider();
        await using var emulator = await GainsightEmulator.StartAsync(
            new() { TimeProvider = time, Latency = TimeSpan.FromSeconds(2), AnswerLatency = TimeSpan.FromSeconds(3) }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        Task<RawAnswer> call = client.InsertAsync("company", """{"Name":"A"}""");
        await time.WaitForTimersAsync(1);
        Assert.Equal(0, emulator.Count("company"));
        time.Advance(TimeSpan.FromSeconds(2));
        await time.WaitForTimersAsync(1);
        Assert.Equal(1, emulator.Count("company"));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(200, (await call).Status);
    }

    [Fact]
    public async Task Jitter_is_drawn_from_the_seed()
    {
        async Task<TimeSpan> TakeAsync(int seed)
        {
            var time = new ManualTimeProvider();
            await using var emulator = await GainsightEmulator.StartAsync(
                new() { TimeProvider = time, Seed = seed, Latency = TimeSpan.FromSeconds(1), LatencyJitter = TimeSpan.FromSeconds(1) }, TestContext.Current.CancellationToken);
            using var client = RawClient.For(emulator);
            DateTimeOffset start = time.GetUtcNow();
            await time.RunUntilAsync(client.QueryAsync("company", Query));
            return time.GetUtcNow() - start;
        }

        TimeSpan first = await TakeAsync(1);

        Assert.InRange(first, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.Equal(first, await TakeAsync(1));
        Assert.NotEqual(first, await TakeAsync(2));
    }

    [Fact]
    public async Task The_date_header_and_stored_times_follow_the_skewed_clock_and_the_audit_trail_does_not()
    {
        var time = new ManualTimeProvider();
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = time, ClockSkew = TimeSpan.FromMinutes(-7) }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);

        RawAnswer answer = await client.InsertAsync("company", """{"Name":"A"}""");

        Assert.Equal(time.GetUtcNow() - TimeSpan.FromMinutes(7), answer.Response.Headers.Date);
        Assert.Equal("2026-01-05T10:10:23Z", (string?)emulator.Records("company")[0]["CreatedDate"]);
        Assert.Equal(time.GetUtcNow(), emulator.Calls[0].Time);
    }

    [Fact]
    public async Task Options_are_copied_at_the_start()
    {
        var options = new GainsightEmulatorOptions { CallsPerMinute = 1 };
        await using var emulator = await GainsightEmulator.StartAsync(options, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        options.CallsPerMinute = 100;

        Assert.Equal(200, (await client.QueryAsync("company", Query)).Status);
        Assert.Equal(429, (await client.QueryAsync("company", Query)).Status);
    }

    [Fact]
    public async Task Bodies_are_kept_only_when_asked_for()
    {
        await using var plain = await GainsightEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var keeping = await GainsightEmulator.StartAsync(new() { CaptureBodies = true }, TestContext.Current.CancellationToken);
        using var plainClient = RawClient.For(plain);
        using var keepingClient = RawClient.For(keeping);
        await plainClient.QueryAsync("company", Query);
        await keepingClient.QueryAsync("company", Query);

        Assert.Null(plain.Calls[0].Body);
        Assert.Equal(Query, keeping.Calls[0].Body);
        Assert.Equal(Query.Length, plain.Calls[0].RequestBytes);
    }

    [Fact]
    public async Task Many_calls_at_once_upsert_each_person_once_and_read_large_answers_whole()
    {
        await using var emulator = await GainsightEmulator.StartAsync(new() { CallsPerMinute = int.MaxValue, CallsPerDay = int.MaxValue }, TestContext.Current.CancellationToken);
        using var client = RawClient.For(emulator);
        emulator.Seed("company", Enumerable.Range(0, 5_000).Select(i => new JsonObject { ["Name"] = $"company {i}", ["Summary"] = new string('s', 200) }));

        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            Assert.Equal(200, (await client.PutAsync("/v1/peoplemgmt/v1.0/people", $$"""{"Email":"p{{i % 20}}@a.example"}""")).Status);
            if (i % 20 == 0)
            {
                Assert.Equal(5_000, (await client.QueryAsync("company", """{"select":["Gsid","Name","Summary"]}""")).Records.Count);
            }
        });

        Assert.Equal(20, emulator.Count("person"));
        Assert.Equal(10, emulator.TimesSent("person", "p7@a.example"));
        Assert.Equal((210, 200), (emulator.Calls.Count, emulator.WriteCalls));
        Assert.Equal(Enumerable.Range(1, 210), emulator.Calls.Select(call => call.Number));
    }
}
