using System.Xml.Linq;

namespace Census.Sync.PublicApi;

public sealed class PackagePictureTests
{
    [Fact]
    public void Every_project_of_src_is_in_the_picture()
    {
        var projects = Directory.GetDirectories(Path.Combine(Repository.Root, "src"))
            .Select(Path.GetFileName)
            .Where(name => File.Exists(Repository.Project(name!)));

        Assert.Equal(
            PackagePicture.Packages.Select(package => package.Name).Order(StringComparer.Ordinal),
            projects.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PackagePicture.Names), MemberType = typeof(PackagePicture))]
    public void A_project_references_the_projects_of_the_picture_and_no_other(string package)
    {
        var referenced = XDocument.Load(Repository.Project(package))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Equal(PackagePicture.Of(package).Own.Order(StringComparer.Ordinal), referenced.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PackagePicture.Names), MemberType = typeof(PackagePicture))]
    public void An_assembly_uses_no_other_package_of_this_repository_than_the_picture_says(string package)
    {
        var used = Assemblies.Load(package).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => PackagePicture.Packages.Any(other => other.Name == name));

        Assert.Subset(PackagePicture.Of(package).Own.ToHashSet(), used.ToHashSet());
    }
}
