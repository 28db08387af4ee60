namespace Census.Sync.Benchmarks.Workload;

/// <summary>The calls of a piece of work, as the vendor counts them.</summary>
/// <param name="Writes">Calls that create, update or delete.</param>
/// <param name="Reads">Queries.</param>
/// <param name="Metadata">Calls that ask for objects and fields.</param>
internal readonly record struct CallCount(int Writes, int Reads, int Metadata)
{
    public int Total => Writes + Reads + Metadata;

    public override string ToString() => $"{Total} calls: {Writes} writes, {Reads} reads, {Metadata} for metadata";
}
