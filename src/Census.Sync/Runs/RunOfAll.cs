namespace Census.Sync;

/// <summary>Runs syncs together: one at a time for each account that is written to, each after those it comes after.</summary>
internal sealed class RunOfAll(
    IReadOnlyList<string> names, Func<string, SyncDefinition> define, Func<SyncDefinition, Task<SyncRunResult>> run,
    IProgress<SyncProgress>? progress, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, SyncDefinition> _syncs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<SyncRunResult>> _runs = new(StringComparer.Ordinal);

    // Two syncs to one account would only share its quota; one after the other, the first is done sooner and the second no later.
    private readonly Dictionary<string, SemaphoreSlim> _accounts = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<SyncRunResult>> ExecuteAsync()
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var name in names)
            Define(name);
        var order = InOrder();
        foreach (var name in order)
        {
            if (_syncs.ContainsKey(name))
                progress?.Report(new(name, SyncPhase.Plan, 0, 0, 0, 0) { Status = SyncRunStatus.Queued });
        }

        foreach (var name in order)
            _runs[name] = _runs.TryGetValue(name, out var refused) ? refused : RunAsync(_syncs[name]);
        return await Task.WhenAll(names.Select(name => _runs[name])).ConfigureAwait(false);
    }

    private void Define(string name)
    {
        try
        {
            _syncs[name] = define(name);
        }
        catch (SyncConfigurationException e)
        {
            _runs[name] = Task.FromResult(Ended(name, SyncRunStatus.Failed, SyncErrorCodes.InvalidConfiguration, e.Message));
        }
    }

    private async Task<SyncRunResult> RunAsync(SyncDefinition sync)
    {
        // All tasks are started on the caller's thread and in order, so that those of one account queue up in order too.
        foreach (var predecessor in sync.After)
        {
            if (!await HasCompletedAsync(_runs[predecessor]).ConfigureAwait(false))
            {
                if (cancellationToken.IsCancellationRequested)
                    return Canceled(sync.Name);
                return Ended(sync.Name, SyncRunStatus.Skipped, SyncErrorCodes.PredecessorFailed, $"The sync '{predecessor}', which this one comes after, did not complete.");
            }
        }

        var account = AccountOf(sync);
        await account.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            // Those before it were cancelled as well and have made room for it.
            return cancellationToken.IsCancellationRequested ? Canceled(sync.Name) : await run(sync).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Canceled(sync.Name);
        }
        finally
        {
            account.Release();
        }
    }

    private static async Task<bool> HasCompletedAsync(Task<SyncRunResult> run)
    {
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return run.IsCompletedSuccessfully && (await run.ConfigureAwait(false)).Status == SyncRunStatus.Completed;
    }

    private SemaphoreSlim AccountOf(SyncDefinition sync)
    {
        lock (_accounts)
        {
            if (!_accounts.TryGetValue(sync.Destination.Environment, out var account))
                _accounts[sync.Destination.Environment] = account = new(1);
            return account;
        }
    }

    // Every sync after those it comes after, and otherwise as they were added.
    private List<string> InOrder()
    {
        var ordered = new List<string>();
        var states = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var name in names)
            Visit(name, name);
        return ordered;

        void Visit(string name, string start)
        {
            if (states.TryGetValue(name, out var isPlaced))
            {
                if (!isPlaced)
                    throw new SyncConfigurationException($"The sync '{start}' comes after itself, by way of '{name}'. Take one of the After(...) away.");
                return;
            }

            states[name] = false;
            foreach (var predecessor in _syncs.GetValueOrDefault(name)?.After ?? [])
            {
                if (!names.Contains(predecessor))
                    throw new SyncConfigurationException($"The sync '{name}' comes after '{predecessor}', which is not there. The syncs are: {string.Join(", ", names)}.");
                Visit(predecessor, start);
            }

            states[name] = true;
            ordered.Add(name);
        }
    }

    private static SyncRunResult Canceled(string name) =>
        Ended(name, SyncRunStatus.Canceled, SyncErrorCodes.Canceled, "The run was cancelled before it began.");

    private static SyncRunResult Ended(string name, SyncRunStatus status, string code, string message) =>
        new() { Sync = name, RunId = "", Status = status, ErrorCode = code, ErrorMessage = message };
}
