using System.Text;
using Census.Sync.Definitions;

namespace Census.Sync;

/// <summary>
/// Syncs as JSON: the same as those written with <see cref="SyncBuilder"/>, with sources, destinations and functions by the names they are registered with. The words are
/// Census's own where it has them. The schema is in the package and at <c>docs/schemas/sync.schema.json</c>.
/// </summary>
/// <remarks>
/// Files are JSON in UTF-8, one sync each; comments and a comma before a closing bracket are allowed. A property that is not known, a text where a number belongs
/// and whatever else is wrong is an error, never passed over, and all errors are told at once. Paths of SQL files are relative to the folder of the definition.
/// </remarks>
public static class SyncDefinitionFile
{
    /// <summary>The largest size of a definition, in bytes.</summary>
    public const int MaximumLength = 4 * 1024 * 1024;

    /// <summary>Reads one sync.</summary>
    /// <param name="path">The path of the file. Its name, without extension, is that of the sync unless the definition has a <c>name</c>.</param>
    /// <returns>The sync, which <see cref="SyncBuilder.Build"/> makes ready to run.</returns>
    /// <exception cref="SyncDefinitionException">The file cannot be read, or something in it is wrong.</exception>
    public static SyncBuilder Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return DefinitionFiles.Load([path])[0];
    }

    /// <summary>Reads the syncs of a folder: all its files <c>*.json</c>, in the order of their names, without those of folders in it.</summary>
    /// <param name="folder">The path of the folder; relative to the working folder of the process, as all paths are.</param>
    /// <returns>The syncs, each of which <see cref="SyncBuilder.Build"/> makes ready to run; none if the folder has no such file.</returns>
    /// <exception cref="SyncDefinitionException">
    /// The folder or a file cannot be read, something in a file is wrong, or two syncs have one name. The exception tells the problems of all files.
    /// </exception>
    public static IReadOnlyList<SyncBuilder> LoadFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return DefinitionFiles.Load(DefinitionFiles.List(folder));
    }

    /// <summary>Reads a sync that is not kept in a file.</summary>
    /// <param name="json">The definition.</param>
    /// <param name="name">The name of the sync, unless the definition has one; messages call the text so.</param>
    /// <param name="folder">What the paths of SQL files are relative to; the working folder of the process by default.</param>
    /// <returns>The sync, which <see cref="SyncBuilder.Build"/> makes ready to run.</returns>
    /// <exception cref="SyncDefinitionException">Something in the definition is wrong.</exception>
    public static SyncBuilder Parse(string json, string name, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return DefinitionFiles.Parse(Encoding.UTF8.GetBytes(json), name, folder ?? "");
    }

    /// <summary>Writes a sync as JSON. What is as it is by default is left out.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="folder">What the paths of SQL files are made relative to; the working folder of the process by default.</param>
    /// <returns>The definition, which <see cref="Parse"/> makes the same sync of.</returns>
    /// <exception cref="SyncConfigurationException">
    /// The source, the destination or a function of the sync has no name that JSON could give: it was passed as an object and not registered. All such parts are told.
    /// </exception>
    public static string ToJson(SyncDefinition sync, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return Encoding.UTF8.GetString(new DefinitionWriter(sync, folder ?? ".").Write());
    }

    /// <summary>Writes a sync to a file. One that exists is replaced, at once.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="path">The path of the file; its folder has to exist. Paths of SQL files are made relative to that folder.</param>
    /// <exception cref="SyncConfigurationException">The source, the destination or a function of the sync has no name that JSON could give.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Save(SyncDefinition sync, string path)
    {
        ArgumentNullException.ThrowIfNull(sync);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        DefinitionFiles.Save(new DefinitionWriter(sync, DefinitionFiles.FolderOf(path)).Write(), path);
    }
}
