using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Snowflake;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Warehouses.Tests.Snowflake;

internal static class Snowflakes
{
    public const string Query = "select * from PEOPLE";

    public static readonly ResultColumn[] Columns = [new("ID", "fixed", 0), new("NAME", "text")];

    /// <summary>Waits cost no time; the time limit of an attempt is never reached.</summary>
    public static JumpingTimeProvider Clock() => new(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));

    public static SnowflakeResult People(int count, int partition = int.MaxValue) =>
        new(Columns, [.. Enumerable.Range(0, count).Select(i => new[] { $"{i}", $"name {i}" })]) { PartitionSize = partition };

    public static SnowflakeSource Source(this SnowflakeEmulator emulator, SnowflakeCredential? credential = null, TimeProvider? time = null, bool quote = false) => new(
        new()
        {
            Account = "MYORG-ACCOUNT",
            Credential = credential ?? SnowflakeCredential.AccessToken("token"),
            Address = emulator.Address,
            IncludeServiceMessages = quote,
        },
        timeProvider: time ?? Clock());
}
