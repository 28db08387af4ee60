using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Databricks;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Warehouses.Tests.Databricks;

internal static class Bricks
{
    public const string Query = "select * from people";

    public static readonly ResultColumn[] Columns = [new("id", "BIGINT"), new("name", "STRING")];

    /// <summary>Waits cost no time; the time limits of an attempt and of a cancellation are never reached.</summary>
    public static JumpingTimeProvider Clock() => new(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));

    public static DatabricksResult People(int count, int chunk = 100_000) =>
        new(Columns, [.. Enumerable.Range(0, count).Select(i => new[] { $"{i}", $"name {i}" })]) { ChunkSize = chunk };

    public static DatabricksSource Source(this DatabricksEmulator emulator, DatabricksCredential? credential = null, TimeProvider? time = null, bool inline = false, bool quote = false) => new(
        new()
        {
            Workspace = emulator.Address,
            WarehouseId = "w1",
            Credential = credential ?? DatabricksCredential.AccessToken("dapi-token"),
            UseInlineResults = inline,
            IncludeServiceMessages = quote,
        },
        timeProvider: time ?? Clock());
}
