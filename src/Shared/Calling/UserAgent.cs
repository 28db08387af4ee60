using System.Net.Http.Headers;

namespace Census.Sync.Sources;

/// <summary>What the sources call themselves to services.</summary>
internal static class UserAgent
{
    public static ProductInfoHeaderValue Value { get; } = new("Census.Sync", typeof(UserAgent).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
}
