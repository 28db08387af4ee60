using Census.Sync.Http;
using Microsoft.Extensions.Logging;

namespace Enterpret.Client;

/// <summary>What the endpoints of a client share.</summary>
internal sealed record ClientParts(HttpClient HttpClient, QuotaLimiterRegistry Limiters, TimeProvider Time, ILogger Logger);
