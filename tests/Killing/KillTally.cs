using System.Collections.Concurrent;
using System.Globalization;

namespace Census.Sync.Killing;

/// <summary>What came of many kills.</summary>
public sealed class KillTally
{
    private readonly ConcurrentDictionary<string, int> _points = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _circumstances = new(StringComparer.Ordinal);

    /// <summary>Gets the number of kills.</summary>
    public int Kills => _points.Values.Sum();

    /// <summary>Gets the records that are not at the destination as the source has them, or are there although they should not be, or whose refusal was told wrongly.</summary>
    public ConcurrentQueue<string> Lost { get; } = [];

    /// <summary>Gets the records that are there twice, or were sent again without having been in flight.</summary>
    public ConcurrentQueue<string> Doubled { get; } = [];

    /// <summary>Gets the calls that the vendor refused since there were too many.</summary>
    public ConcurrentQueue<string> OverQuota { get; } = [];

    /// <summary>Gets the runs that failed for no good reason.</summary>
    public ConcurrentQueue<string> Failed { get; } = [];

    /// <summary>Gets what happened to the syncs with which something went wrong, life by life.</summary>
    public ConcurrentQueue<string> Stories { get; } = [];

    /// <summary>Gets whether nothing went wrong.</summary>
    public bool IsClean => Lost.IsEmpty && Doubled.IsEmpty && OverQuota.IsEmpty && Failed.IsEmpty;

    /// <summary>Gets the number of kills by point.</summary>
    public IReadOnlyDictionary<string, int> Points => _points;

    /// <summary>Gets the last line of a report.</summary>
    public string LastLine => string.Create(
        CultureInfo.InvariantCulture, $"{Kills} kills, {Lost.Count} lost, {Doubled.Count} doubled, {OverQuota.Count} over quota");

    internal void CountKill(KillPoint point) => _points.AddOrUpdate(point.Name, 1, (_, count) => count + 1);

    internal void CountCircumstance(string name) => _circumstances.AddOrUpdate(name, 1, (_, count) => count + 1);

    /// <summary>Writes a histogram, everything that went wrong, and the last line.</summary>
    /// <param name="output">Where to.</param>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var point in KillPoint.All)
            WriteBar(point.Name, _points.GetValueOrDefault(point.Name));
        output.WriteLine("of these:");
        foreach (var (name, count) in _circumstances.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            WriteBar(name, count);
        foreach (var line in Stories)
            output.WriteLine(line);
        foreach (var (what, list) in (ReadOnlySpan<(string, ConcurrentQueue<string>)>)[("lost", Lost), ("doubled", Doubled), ("over quota", OverQuota), ("failed", Failed)])
        {
            foreach (var line in list)
                output.WriteLine($"{what}: {line}");
        }

        output.WriteLine(LastLine);

        void WriteBar(string name, int count) => output.WriteLine($"  {name,-34} {count,5} {new string('#', Math.Min(60, count))}");
    }
}
