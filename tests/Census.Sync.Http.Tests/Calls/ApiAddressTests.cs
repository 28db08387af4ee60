namespace Census.Sync.Http.Tests.Calls;

public sealed class ApiAddressTests
{
    [Theory]
    [InlineData("https://acme.gainsightcloud.com/")]
    [InlineData("https://acme.gainsightcloud.com:8443/base/")]
    [InlineData("http://localhost:5000/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://[::1]:80/")]
    [InlineData("http://gainsight.localhost/")]
    public void An_address_where_nobody_reads_along_is_fine(string address) => Assert.Null(ApiAddress.FindProblem(new(address)));

    [Theory]
    [InlineData("http://acme.gainsightcloud.com/")]
    [InlineData("http://localhost.evil.com/")]
    [InlineData("http://127.0.0.1.evil.com/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("ftp://localhost/")]
    [InlineData("https://user:secret@acme.com/")]
    [InlineData("https://acme.com/?key=1")]
    public void Any_other_address_is_refused(string address) => Assert.NotNull(ApiAddress.FindProblem(new(address)));

    [Fact]
    public void A_relative_address_is_refused() => Assert.NotNull(ApiAddress.FindProblem(new("acme", UriKind.Relative)));
}
