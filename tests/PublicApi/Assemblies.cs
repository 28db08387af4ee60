using System.Reflection;

namespace Census.Sync.PublicApi;

internal static class Assemblies
{
    public static IReadOnlyList<Assembly> All { get; } = [.. PackagePicture.Packages.Select(package => Load(package.Name))];

    public static Assembly Load(string package) => Assembly.Load(new AssemblyName(package));
}
