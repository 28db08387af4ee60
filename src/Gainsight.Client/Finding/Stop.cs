using Census.Sync;

namespace Gainsight.Client;

/// <summary>Why no more calls are made for a batch.</summary>
internal sealed record Stop(CallEnd End, GainsightException Exception, SyncDestinationException SyncException)
{
    public static Stop Of(GainsightReply reply, GainsightApi api) =>
        new(reply.End, Failures.ToException(reply, api.Address), Failures.ToSyncException(reply, api.Address, api.Time));
}
