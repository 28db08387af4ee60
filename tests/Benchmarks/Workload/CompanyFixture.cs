using Census.Sync.TestUtilities;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>Companies and the state of a sync that has delivered all of them. Ten million take minutes to make, so that a folder can be named that keeps them.</summary>
/// <param name="folder">The folder that is kept; null for one that goes with the fixtures.</param>
internal sealed class CompanyFixture(string? folder) : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    /// <summary>Makes what is not there yet.</summary>
    /// <returns>The paths of the table and of a state of its own.</returns>
    public async Task<(string RowsPath, string StatePath)> OpenAsync(int rows)
    {
        var kept = folder ?? _temporary.Path;
        var (rowsPath, statePath) = (Path.Combine(kept, $"companies-{rows}.db"), Path.Combine(kept, $"state-{rows}.db"));
        if (!File.Exists(statePath))
        {
            File.Delete(rowsPath);
            var unfinished = _temporary.File($"unfinished-{rows}.db");
            await using (var sync = new CompanySync(CompanyTable.Create(rowsPath, rows), unfinished))
                await sync.RunAsync(sent: rows, unchanged: 0);
            File.Move(unfinished, statePath);
        }

        var copy = _temporary.File($"state-{rows}-{Guid.NewGuid():N}.db");
        File.Copy(statePath, copy);
        return (rowsPath, copy);
    }

    public void Dispose() => _temporary.Dispose();
}
