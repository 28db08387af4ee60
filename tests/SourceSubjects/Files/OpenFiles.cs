namespace Census.Sync.SourceSubjects;

/// <summary>The files that this process has open.</summary>
internal static class OpenFiles
{
    /// <summary>Counts the handles of a file, as the system knows them.</summary>
    public static int Count(string path)
    {
        var count = 0;
        foreach (var handle in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            try
            {
                count += File.ResolveLinkTarget(handle, returnFinalTarget: false)?.FullName == path ? 1 : 0;
            }
            catch (IOException)
            {
                // It was closed meanwhile.
            }
        }

        return count;
    }
}
