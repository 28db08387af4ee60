using Census.Sync.State;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.State;

/// <summary>
/// States that earlier versions wrote are read for ever. The files beside this class hold one state of each format version, with something in every
/// section: delivered, rejected, skipped, parked, duplicate, in doubt and left over. A new format gets new files; the old ones stay as they are.
/// </summary>
public sealed class GoldenStateTests
{
    // The first format that keeps keys in clear: its files are those of a mirror.
    private const int MirrorVersion = 2;

    // The first format that remembers runs, logs records and forgets them.
    private const int RecordsVersion = 3;
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    public static TheoryData<int, RepeatRule> Files()
    {
        var data = new TheoryData<int, RepeatRule>();
        for (var version = 1; version <= StateHeader.FormatVersion; version++)
        {
            data.Add(version, RepeatRule.AfterFind);
            data.Add(version, RepeatRule.Never);
        }

        return data;
    }

    [Theory, MemberData(nameof(Files))]
    public async Task A_state_of_an_earlier_version_is_read(int version, RepeatRule repeat)
    {
        var sync = Create(version, repeat);
        Change(sync);
        await LoadAsync(sync, await OpenAsync(version, repeat), version);

        var dry = await sync.RunCompletedAsync(new() { DryRun = true });
        var result = await sync.RunCompletedAsync();

        Assert.Equal(sync.Source.Rows.Count, result.SourceRecordCount);
        Assert.Equal((dry.SourceRecordUpdates, dry.SourceRecordUnchanged), (result.SourceRecordUpdates, result.SourceRecordUnchanged));

        // Of k10 to k39 the first were delivered anew, then come ten in doubt, the others were left over; k7 is there twice.
        var doubt = FirstInDoubt(version);
        var sent = sync.Destination.Sent.ToDictionary(record => record.Key, record => record.Knowledge);
        var (rejected, skipped, leftOver, inDoubt) = (Keys(1, 1), Keys(2, 1), Keys(doubt + 10, 30 - doubt), Keys(doubt, 10));
        string[] doubtful = repeat == RepeatRule.Never ? [] : [.. Keys(3, 1), .. inDoubt];
        Assert.Equal(new[] { rejected, skipped, leftOver, doubtful }.SelectMany(keys => keys).Order(), sent.Keys.Order());
        Assert.All(doubtful, key => Assert.Equal(RecordKnowledge.InDoubt, sent[key]));
        Assert.All(leftOver, key => Assert.Equal(RecordKnowledge.Accepted, sent[key]));
        Assert.Equal(repeat == RepeatRule.Never ? 11 : 0, result.RecordsInDoubt);
        Assert.Equal(2, result.SourceRecordInvalids);
        Assert.Equal(41 - 2 - sent.Count - result.RecordsInDoubt, result.SourceRecordUnchanged);
    }

    [Fact]
    public async Task The_keys_of_an_earlier_version_are_read()
    {
        var sync = Create(MirrorVersion, RepeatRule.AfterFind);
        await LoadAsync(sync, await OpenAsync(MirrorVersion, RepeatRule.AfterFind), MirrorVersion);
        sync.Source.Rows.RemoveAt(12);
        sync.Source.Rows.RemoveAt(0);

        await sync.RunCompletedAsync();

        Assert.Equal([("k0", "id of k0"), ("k12", "id of k12")], sync.Destination.Deleted.Order());
    }

    [Fact]
    public async Task Runs_log_and_forgotten_records_of_an_earlier_version_are_read()
    {
        var sync = Create(RecordsVersion, RepeatRule.AfterFind);
        await LoadAsync(sync, await OpenAsync(RecordsVersion, RepeatRule.AfterFind), RecordsVersion);
        var runner = new SyncRunner(sync.Store, null, sync.Clock);
        var log = await runner.ReadLogAsync(sync.Define(), s_token).ToListAsync(s_token);
        sync.Source.Add("forgotten", "name", FieldValue.Null);

        var status = await runner.GetStatusAsync(sync.Define(), s_token);
        var run = await sync.RunCompletedAsync();

        Assert.Equal([SyncRunStatus.Canceled, SyncRunStatus.Completed, SyncRunStatus.Completed], status.Runs.Select(before => before.Status));
        Assert.Equal((40, 1), (status.Runs[^1].SourceRecordCount, status.RecordsForgotten));
        Assert.Equal([(LoggedRecordStatus.Rejected, "E42"), (LoggedRecordStatus.Rejected, "E42")], log.Where(entry => entry.Key == "k1").Select(entry => (entry.Status, entry.Problem!.Code)));
        Assert.Equal("""{"Id":"***","Name":"***","Note":"***","Csm":"***","Tags":"***"}""", log.First(entry => entry.Key == "k0").Payload);
        Assert.Equal(1, run.RecordsForgotten);
        Assert.DoesNotContain("forgotten", sync.Destination.Stored.Keys);
    }

    [Theory, MemberData(nameof(Files))]
    public async Task A_change_set_of_an_earlier_version_is_sent_as_it_was_planned(int version, RepeatRule repeat)
    {
        var sync = Create(version, repeat);
        await LoadAsync(sync, await OpenAsync(version, repeat), version);

        var result = await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal(0, sync.Source.Reads);
        Assert.Equal(repeat == RepeatRule.Never ? 12 : 23, result.RecordsUpdated);
        for (var i = FirstInDoubt(version) + 10; i < 40; i++)
            Assert.Equal(s_kinds[i % s_kinds.Length].ToText(), sync.Destination.Stored[$"k{i}"]["Note"]);
    }

    private static readonly FieldValue[] s_kinds =
    [
        "Grüße 😀", true, long.MinValue, 12.50m, FieldValue.FromNumber("123456789012345678901234567890.5"), 0.1,
        new DateOnly(2024, 2, 29), new TimeOnly(23, 59, 59), FieldValue.From(new DateTime(2024, 2, 29, 1, 2, 3)),
        new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.Zero), FieldValue.From([0, 255]), FieldValue.FromJson("""{"a":1}"""),
        FieldValue.FromArray(["a", FieldValue.FromArray([1])]),
    ];

    private static IEnumerable<string> Keys(int from, int count) => Enumerable.Range(from, count).Select(i => $"k{i}");

    // Since format 3, what is new has batches of its own.
    private static int FirstInDoubt(int version) => version >= RecordsVersion ? 20 : 19;

    private static TestSync Create(int version, RepeatRule repeat)
    {
        var sync = new TestSync("id", "name", "note")
        {
            Behavior = version >= MirrorVersion ? SyncBehavior.Mirror : SyncBehavior.UpdateOrCreate,
            Destination = new(repeat),
            Map = sync => Logged(sync.Key("id", "Id").Map("name", "Name").Map("note", "Note").MapLookup("name", "Csm", "Email").Map("name", "Tags")),
        };
        for (var i = 0; i < 40; i++)
            sync.Source.Add($"k{i}", $"name {i}", s_kinds[i % s_kinds.Length]);
        return sync;

        SyncBuilder Logged(SyncBuilder builder) =>
            version >= RecordsVersion ? builder.LogRecords(new() { Payloads = RecordPayloads.Redacted, Retention = TimeSpan.FromDays(3660) }) : builder;
    }

    private static void Change(TestSync sync)
    {
        for (var i = 10; i < 40; i++)
            sync.Source.Set(i, 1, $"new {i}");
        sync.Source.Add("k7", "twice", FieldValue.Null);
    }

    /// <summary>Makes the state that the files hold.</summary>
    private static async Task<TestSync> MakeAsync(int version, RepeatRule repeat)
    {
        var sync = Create(version, repeat);
        sync.Destination.Respond = key => key switch
        {
            "k1" => RecordResult.Rejected(MemoryDestination.TooBad),
            "k2" => RecordResult.Skipped(new(SyncErrorCodes.NotFound, "There is no such record.")),
            "k3" => RecordResult.Unknown,
            _ => null,
        };
        await sync.RunCompletedAsync();
        sync.Destination.Respond = key => key == "k2" ? RecordResult.Skipped(new(SyncErrorCodes.NotFound, "There is no such record.")) : null;
        sync.Destination.Refuses = key => key is "k1" or "k3";
        await sync.RunCompletedAsync();
        if (version >= RecordsVersion)
            await new SyncRunner(sync.Store, null, sync.Clock).ForgetAsync(sync.Define(), ["forgotten"], s_token);

        Change(sync);
        using var cancellation = new CancellationTokenSource();
        sync.Destination.Batches.Clear();
        sync.Destination.OnCall = _ => sync.Destination.Batches[^1].Contains("k20") ? cancellation.CancelAsync() : Task.CompletedTask;
        await sync.AbortAsync(cancellation.Token);
        return sync;
    }

    private static async Task<Stream> OpenAsync(int version, RepeatRule repeat)
    {
        var name = $"state-{version}-{repeat}.bin".ToLowerInvariant();
        var stream = typeof(GoldenStateTests).Assembly.GetManifestResourceStream(name);
        if (stream is null && version == StateHeader.FormatVersion)
        {
            var made = Path.Combine(AppContext.BaseDirectory, name);
            await SaveAsync(await MakeAsync(version, repeat), made);
            Assert.Fail($"There is no file of format {version}. One was made: move {made} into State/Golden and commit it.");
        }

        return stream ?? throw new InvalidOperationException($"The file {name} is gone.");
    }

    private static async Task SaveAsync(TestSync sync, string path)
    {
        await using var writer = new BinaryWriter(File.Create(path));
        foreach (var section in Enum.GetValues<StateSection>())
        {
            foreach (var blob in await Planning.DiffTests.BlobsAsync(sync, section))
            {
                writer.Write((byte)section);
                writer.Write(blob.Number);
                writer.Write(blob.Content.Length);
                writer.Write(blob.Content.Span);
            }
        }
    }

    private static async Task LoadAsync(TestSync sync, Stream file, int version)
    {
        using var reader = new BinaryReader(file);
        var write = new StateWrite();
        while (reader.BaseStream.Position < reader.BaseStream.Length)
            write.Put((StateSection)reader.ReadByte(), reader.ReadInt64(), reader.ReadBytes(reader.ReadInt32()));
        Assert.Equal(
            Enum.GetValues<StateSection>().Where(section => version >= (section is StateSection.Runs or StateSection.Records ? RecordsVersion : section == StateSection.Keys ? MirrorVersion : 1)),
            write.Puts.Select(put => put.Section).Distinct());
        await using var session = await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), s_token);
        await session!.WriteAsync(write, s_token);
    }
}
