using System.Xml.Linq;

namespace Census.Sync.PublicApi;

/// <summary>What a consumer gets. A pin that helps a restore here must not become a dependency there.</summary>
public sealed class PackedPackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    [Theory]
    [MemberData(nameof(PackagePicture.Names), MemberType = typeof(PackagePicture))]
    public void A_package_depends_on_what_the_picture_says_and_nothing_else(string package)
    {
        var dependencies = packages.Metadata(package).Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(element => element.Attribute("id")!.Value);

        var picture = PackagePicture.Of(package);
        Assert.Equal(picture.Own.Concat(picture.Others).Order(StringComparer.Ordinal), dependencies.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PackagePicture.Names), MemberType = typeof(PackagePicture))]
    public void A_package_has_its_library_documentation_readme_and_icon(string package)
    {
        using var archive = packages.Open(package);

        var files = archive.Entries.Select(entry => entry.FullName).ToHashSet();

        Assert.Superset(new HashSet<string> { $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml", "PACKAGE.md", "icon.png" }, files);
    }

    [Theory]
    [MemberData(nameof(PackagePicture.Names), MemberType = typeof(PackagePicture))]
    public void A_package_says_what_it_is(string package)
    {
        var metadata = packages.Metadata(package);

        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("PACKAGE.md", Value(metadata, "readme"));
        Assert.Equal("icon.png", Value(metadata, "icon"));
        Assert.NotEqual("Package Description", Value(metadata, "description"));
        Assert.NotEmpty(Value(metadata, "tags"));
    }

    [Theory]
    [MemberData(nameof(PackagePicture.Names), MemberType = typeof(PackagePicture))]
    public void A_package_has_its_symbols_beside_it(string package)
    {
        using var archive = packages.Open(package, "snupkg");

        Assert.Contains(archive.Entries, entry => entry.FullName == $"lib/net10.0/{package}.pdb");
    }

    [Fact]
    public void The_engine_brings_the_schema_of_its_definitions()
    {
        using var archive = packages.Open("Census.Sync");

        Assert.Contains(archive.Entries, entry => entry.FullName == "schemas/sync.schema.json");
    }

    [Fact]
    public void All_packages_have_the_same_version()
    {
        Assert.Single(PackagePicture.Packages.Select(package => Value(packages.Metadata(package.Name), "version")).Distinct());
    }

    private static string Value(XElement metadata, string name) =>
        metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value
        ?? throw new InvalidOperationException($"The package has no {name}. See src/Directory.Build.props and the project file.");
}
