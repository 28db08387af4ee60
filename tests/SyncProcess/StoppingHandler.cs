namespace Census.Sync.SyncProcess;

/// <summary>Stops when the server has answered a write and nobody has read the answer yet.</summary>
internal sealed class StoppingHandler(StopPoint stop) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method != HttpMethod.Get && !path.Contains("/query/", StringComparison.Ordinal) && !path.Contains("/meta/", StringComparison.Ordinal))
            await stop.PassAsync("answered");
        return response;
    }
}
