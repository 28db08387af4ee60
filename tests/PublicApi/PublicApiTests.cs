namespace Census.Sync.PublicApi;

public sealed class PublicApiTests
{
    private const string Approve = "APPROVE_API";

    [Theory]
    [MemberData(nameof(PackagePicture.Names), MemberType = typeof(PackagePicture))]
    public async Task The_public_surface_is_the_approved_one(string package)
    {
        var approvedFile = Path.Combine(Repository.Root, "tests", "PublicApi", $"{package}.txt");
        var receivedFile = Repository.Artifacts("public-api", $"{package}.received.txt");
        var approved = File.Exists(approvedFile)
            ? (await File.ReadAllTextAsync(approvedFile, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n")
            : "";

        var received = ApiListing.Render(package);

        if (received == approved)
            return;

        var target = Environment.GetEnvironmentVariable(Approve) == "1" ? approvedFile : receivedFile;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await File.WriteAllTextAsync(target, received, TestContext.Current.CancellationToken);
        Assert.True(
            target == approvedFile,
            $"""
             The public surface of {package} is not the approved one:
             {ListingDifference.Describe(approved, received)}
             If that is intended, run these tests with {Approve}=1, or copy {Path.GetRelativePath(Repository.Root, receivedFile)}
             to {Path.GetRelativePath(Repository.Root, approvedFile)}, and review the change of that file with your own.
             """);
    }

    [Fact]
    public void A_difference_names_the_type_of_each_line()
    {
        const string before = "class A.B\n    void Kept()\n    void Gone()\n\n";
        const string after = "class A.B\n    void Kept()\n    void New()\n\nclass A.C\n\n";

        Assert.Equal("- class A.B: void Gone()\n+ class A.B: void New()\n+ class A.C", ListingDifference.Describe(before, after));
    }
}
