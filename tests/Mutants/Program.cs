using Census.Sync.Mutants;

// check          every mutant's original stands in its file just once
// run [word]     puts the mutants in whose names contain the word, one after another, and tells which test notices each
var repository = FindRepository();
var mutants = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Lists"), "*.txt").Order(StringComparer.Ordinal).SelectMany(Mutant.ReadList).ToList();
switch (args)
{
    case ["check"]:
        return Check();
    case ["run", .. var words]:
        return Run([.. mutants.Where(mutant => words.Length == 0 || words.Any(word => mutant.Id.Contains(word, StringComparison.Ordinal)))]);
    default:
        Console.WriteLine("check | run [word...]");
        return 2;
}

int Check()
{
    var stale = mutants.Where(mutant => mutant.ApplyTo(File.ReadAllText(Path.Combine(repository, "src", "Census.Sync", mutant.File))) is null).ToList();
    var twice = mutants.GroupBy(mutant => mutant.Id).Where(group => group.Count() > 1).ToList();
    foreach (var mutant in stale)
        Console.WriteLine($"[{mutant.Id}] What it replaces is not in {mutant.File} just once.");
    foreach (var group in twice)
        Console.WriteLine($"[{group.Key}] There are two of this name.");
    Console.WriteLine($"{mutants.Count} mutants, {stale.Count} stale");
    return stale.Count + twice.Count > 0 ? 1 : 0;
}

int Run(IReadOnlyList<Mutant> chosen)
{
    using var run = new MutantRun(repository);
    if (!run.Build())
    {
        Console.WriteLine("The sources do not build.");
        return 1;
    }

    var survivors = 0;
    foreach (var mutant in chosen)
    {
        string end;
        try
        {
            var killer = run.Kill(mutant);
            survivors += (killer is null) == (mutant.Survives is null) ? 1 : 0;
            end = killer ?? $"**survives**: {mutant.Survives ?? "not explained"}";
        }
        catch (InvalidOperationException e)
        {
            survivors++;
            end = e.Message;
        }

        Console.WriteLine($"| `{mutant.Id}` | {Path.GetFileName(mutant.File)} | {mutant.Fault} | {end} |");
    }

    Console.WriteLine($"{chosen.Count} mutants, {survivors} unexplained survivors");
    return survivors > 0 ? 1 : 0;
}

static string FindRepository()
{
    var folder = new DirectoryInfo(AppContext.BaseDirectory);
    while (!File.Exists(Path.Combine(folder.FullName, "Sdk.sln")))
        folder = folder.Parent ?? throw new InvalidOperationException("This is not started from within the repository.");
    return folder.FullName;
}
