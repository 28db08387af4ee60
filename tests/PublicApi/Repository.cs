namespace Census.Sync.PublicApi;

/// <summary>Where things are in the repository that this project was built in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The configuration that is under test: <c>debug</c> or <c>release</c>, the name of the folder the tests run from.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    public static string Artifacts(params string[] path) => Path.Combine([Root, "artifacts", .. path]);

    public static string Project(string package) => Path.Combine(Root, "src", package, $"{package}.csproj");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sdk.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("These tests run from the artifacts folder of the repository.");
    }
}
