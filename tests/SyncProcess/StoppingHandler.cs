namespace Census.Sync.SyncProcess;

/// <summary>Stops around a write: before it leaves, when the server has answered and nobody has read the answer yet, and when the connection was cut.</summary>
internal sealed class StoppingHandler(StopPoint stop) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var isWrite = request.Method != HttpMethod.Get && !path.Contains("/query/", StringComparison.Ordinal) && !path.Contains("/meta/", StringComparison.Ordinal);
        if (!isWrite)
            return await base.SendAsync(request, cancellationToken);
        await stop.PassAsync("before request");
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException)
        {
            await stop.PassAsync("cut");
            throw;
        }

        await stop.PassAsync("answered");
        return response;
    }
}
