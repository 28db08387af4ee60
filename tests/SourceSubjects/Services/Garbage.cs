using Census.Sync.SourceEmulators;

namespace Census.Sync.SourceSubjects;

/// <summary>What proxies, new versions and broken services answer in the place of what they should.</summary>
public static class Garbage
{
    // Half of the right answer.
    private const string Cut = "half";

    public static IReadOnlyList<string> Bodies { get; } =
    [
        "", "<html>secret</html>", "null", "1", "\"secret\"", "[]", "[null]", "[1]", "[{}]", "{}", """{"error":"secret"}""", """{"error":null}""", """{"a":[{"b":"secret"}]}""", Cut,
    ];

    /// <summary>Whatever a call is answered with, a source ends with an error of its own that quotes nothing, or is not troubled.</summary>
    public static async Task AssertIsToldAsync(ServiceEmulator emulator, SyncSource source, Model? model, string call, string body)
    {
        emulator.FailAfter(call, reply => body == Cut ? reply with { Body = reply.Body[..(reply.Body.Length / 2)] } : new(200, body), times: int.MaxValue);
        var cancellation = TestContext.Current.CancellationToken;

        await TryAsync(async () =>
        {
            await using var read = await source.OpenReadAsync(new() { Model = model }, cancellation);
            await foreach (var _ in read.Batches.WithCancellation(cancellation))
            {
            }
        });
        await TryAsync(async () => await source.GetSchemaAsync(new() { Model = model }, cancellation));
        await TryAsync(async () => await source.ListModelsAsync(cancellation));
        Assert.DoesNotContain("secret", (await source.TestConnectionAsync(new() { Model = model }, cancellation)).Message ?? "", StringComparison.Ordinal);
        Assert.NotEmpty(emulator.CallsOf(call));
    }

    private static async Task TryAsync(Func<Task> read)
    {
        if (await Xunit.Record.ExceptionAsync(read) is { } failure)
            Assert.DoesNotContain("secret", Assert.IsAssignableFrom<SyncSourceException>(failure).ToString(), StringComparison.Ordinal);
    }
}
