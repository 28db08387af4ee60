using System.Globalization;

namespace Census.Sync.Killing;

/// <summary>What is expected of a sync that is killed.</summary>
/// <param name="Name">Its name, which <c>SyncProcess</c> knows it by.</param>
/// <param name="Behavior">What it does.</param>
internal sealed record KilledSync(string Name, SyncBehavior Behavior)
{
    /// <summary>The number of rows that a source begins with.</summary>
    public const int FirstRows = 60;

    /// <summary>The number of records that others have put there.</summary>
    public const int SeededRecords = 40;

    /// <summary>The text of what others have put there.</summary>
    public const string SeededText = "there before";

    public static IReadOnlyList<KilledSync> All { get; } =
    [
        new("companies", SyncBehavior.UpdateOrCreate) { CanRefuse = true, HasNumber = true },
        new("company updates", SyncBehavior.UpdateOnly) { IsSeeded = true, HasNumber = true },
        new("company creations", SyncBehavior.CreateOnly) { CanRefuse = true, IsSeeded = true },
        new("company mirror", SyncBehavior.Mirror) { CanRefuse = true, HasNumber = true },
        new("company clearing", SyncBehavior.Mirror) { CanRefuse = true, HasNumber = true, Clears = true },
        new("company approvals", SyncBehavior.UpdateOrCreate) { CanRefuse = true, HasNumber = true },
        new("visits", SyncBehavior.Append),
        new("persons", SyncBehavior.UpdateOrCreate) { HasNumber = true },
        new("accounts", SyncBehavior.UpdateOrCreate) { HasNumber = true },
        new("reviews", SyncBehavior.CreateOnly),
        new("erasures", SyncBehavior.Delete),
        new("single companies", SyncBehavior.UpdateOrCreate) { CanRefuse = true, HasNumber = true, HasSingles = true },
        new("single mirror", SyncBehavior.Mirror) { CanRefuse = true, HasNumber = true, HasSingles = true },
        new("single creations", SyncBehavior.CreateOnly) { CanRefuse = true, HasSingles = true },
    ];

    public bool IsOfGainsight => Name is not ("accounts" or "reviews" or "erasures");

    /// <summary>Whether the destination refuses bad rows.</summary>
    public bool CanRefuse { get; init; }

    /// <summary>Whether the first records are there before the first run.</summary>
    public bool IsSeeded { get; init; }

    /// <summary>Whether a record whose row is gone stays and is cleared.</summary>
    public bool Clears { get; init; }

    /// <summary>Whether single records are pushed, forgotten and replayed beside the runs, and what was refused waits.</summary>
    public bool HasSingles { get; init; }

    /// <summary>Whether there is a field that is mapped in some lives only.</summary>
    public bool HasNumber { get; init; }

    public static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"r{number:00000}@x.com");

    public static bool IsSeed(string key) => string.CompareOrdinal(key, KeyOf(SeededRecords)) < 0;
}
