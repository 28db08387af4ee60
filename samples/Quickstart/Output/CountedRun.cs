using Census.Sync;
using Quickstart.Vendors;

namespace Quickstart.Output;

/// <summary>A run and the calls it made.</summary>
public sealed record CountedRun(SyncRunResult Result, CallCount Calls);
