using System.Net;
using System.Net.Http.Headers;

namespace Census.Sync.Http;

/// <summary>Judges an answer, since services say "too many calls" in many ways.</summary>
/// <param name="status">The status.</param>
/// <param name="headers">The headers.</param>
/// <param name="body">The beginning of the body, at most 4 KiB.</param>
/// <returns>The verdict. <see cref="ApiPipeline.VerdictOf"/> gives the usual one for a status.</returns>
public delegate ApiVerdict ApiClassifier(HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body);
