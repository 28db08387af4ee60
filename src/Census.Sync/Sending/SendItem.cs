using Census.Sync.State;

namespace Census.Sync.Sending;

/// <summary>A record on its way.</summary>
/// <param name="Entry">The record in the change set.</param>
/// <param name="Attempts">How often it was sent in this run without an outcome.</param>
internal readonly record struct SendItem(ChangeEntry Entry, int Attempts = 0);
