namespace Census.Sync.Definitions;

/// <summary>The files that definitions are kept in.</summary>
internal static class DefinitionFiles
{
    /// <exception cref="SyncDefinitionException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> List(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SyncDefinitionException([new(folder, 1, "$", Directory.Exists(folder)
                ? $"The folder cannot be read ({e.GetType().Name})."
                : $"There is no such folder below '{Directory.GetCurrentDirectory()}'.")]);
        }
    }

    /// <exception cref="SyncDefinitionException">Something is wrong in one of the files.</exception>
    public static IReadOnlyList<SyncBuilder> Load(IReadOnlyList<string> paths)
    {
        var problems = new List<SyncDefinitionProblem>();
        var syncs = new List<SyncBuilder>();
        foreach (var path in paths)
        {
            var found = new DefinitionProblems(path);
            if (Read(path, found) is not { } sync)
            {
                problems.AddRange(found.All);
                continue;
            }

            if (syncs.Find(other => other.Name == sync.Name) is { Origin: { } first })
                found.Add(sync.Origin!, $"A sync '{sync.Name}' is in {first.File} already. Give this one another name.");
            problems.AddRange(found.All);
            syncs.Add(sync);
        }

        return problems.Count == 0 ? syncs : throw new SyncDefinitionException(problems);
    }

    /// <exception cref="SyncDefinitionException">Something is wrong in the definition.</exception>
    public static SyncBuilder Parse(byte[] document, string name, string folder)
    {
        var problems = new DefinitionProblems(name);
        var sync = Read(document, name, folder, problems);
        return problems.Count == 0 ? sync! : throw new SyncDefinitionException([.. problems.All]);
    }

    /// <summary>Replaces a file: whoever reads it meanwhile sees the old or the new one, never half of one.</summary>
    public static void Save(byte[] document, string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, document);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public static string FolderOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".";

    private static SyncBuilder? Read(string path, DefinitionProblems problems)
    {
        try
        {
            if (new FileInfo(path).Length <= SyncDefinitionFile.MaximumLength)
                return Read(File.ReadAllBytes(path), Path.GetFileNameWithoutExtension(path), FolderOf(path), problems);
            problems.Add(1, "$", $"The file is larger than {SyncDefinitionFile.MaximumLength} bytes: it is no definition of a sync.");
        }
        catch (FileNotFoundException)
        {
            problems.Add(1, "$", "There is no such file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(1, "$", $"The file cannot be read ({e.GetType().Name}).");
        }

        return null;
    }

    private static SyncBuilder? Read(byte[] document, string name, string folder, DefinitionProblems problems)
    {
        var sync = new DefinitionReader(folder, problems).Read(document, name);

        // What belongs together is looked at when the parts are right: a source that could not be read is not missing, too.
        if (sync is not null && problems.Count == 0)
        {
            foreach (var problem in sync.FindProblems())
            {
                problems.Add(problem.Place ?? sync.Origin!, $"The sync {problem.What}.");
            }
        }

        return sync;
    }
}
