namespace Census.Sync.Sending;

/// <summary>A record that is set aside, with a copy of its values.</summary>
/// <param name="Item">The record.</param>
/// <param name="Values">Its values.</param>
/// <param name="NotBefore">When it may be sent or asked for.</param>
/// <param name="Receipt">What to ask for its outcome with, if the destination gave one out.</param>
internal sealed record WaitingRecord(SendItem Item, FieldValue[] Values, DateTimeOffset NotBefore, RecordReceipt? Receipt = null);
