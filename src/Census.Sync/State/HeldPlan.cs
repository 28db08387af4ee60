namespace Census.Sync.State;

/// <summary>How a run that is held is kept: beside the header, since it is about the sync and not about a record.</summary>
internal static class HeldPlan
{
    /// <summary>Its number in the section <see cref="StateSection.Header"/>.</summary>
    public const long Number = 1;

    public static async ValueTask<SyncHold?> ReadAsync(SyncStateReader state, CancellationToken cancellationToken) =>
        await state.ReadAsync(StateSection.Header, Number, cancellationToken).ConfigureAwait(false) is { } blob
            ? Decode(Checksum.Verify(StateSection.Header, Number, blob).Span)
            : null;

    public static StateWrite Put(StateWrite write, SyncHold hold)
    {
        var writer = new BlobWriter();
        writer.Text(hold.PlanId);
        writer.Text(hold.RunId);
        writer.Time(hold.HeldSince);
        writer.Text(hold.Reason);
        writer.Number(hold.KnownRecords);
        writer.Number(hold.Creates);
        writer.Number(hold.Changes);
        writer.Number(hold.Deletes);
        writer.Byte(hold.IsApproved ? (byte)1 : (byte)0);
        return write.Put(StateSection.Header, Number, Checksum.Append(StateSection.Header, Number, writer.ToArray()));
    }

    public static StateWrite Delete(StateWrite write) => write.Delete(StateSection.Header, Number, Number + 1);

    private static SyncHold Decode(ReadOnlySpan<byte> content)
    {
        var reader = new BlobReader(content);
        return new()
        {
            PlanId = reader.Text(),
            RunId = reader.RequiredText(),
            HeldSince = reader.Time(),
            Reason = reader.RequiredText(),
            KnownRecords = reader.Long(),
            Creates = reader.Long(),
            Changes = reader.Long(),
            Deletes = reader.Long(),
            IsApproved = reader.Byte() != 0,
        };
    }
}
