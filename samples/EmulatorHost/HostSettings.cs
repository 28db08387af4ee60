namespace EmulatorHost;

/// <summary>What the command line said.</summary>
internal sealed record HostSettings(int GainsightPort, int EnterpretPort, string? Data, int Seed, int CallsPerMinute, int CallsPerDay, bool IsStrict);
