namespace Enterpret.Client.Tests.Feedback;

public class IdTests
{
    [Theory]
    [InlineData("app", "12345", "app-12345")]
    [InlineData("app", "0123456789012345678901234567890123456789", "app-fb526cd4ad0ec978c1a9e78f7c072871")]
    [InlineData("app", "ünïcode", "app-b8be8967e4de3eb294835b1748184523")]
    public void An_identifier_is_short_and_the_same_for_the_same_key(string source, string key, string expected)
    {
        var id = EnterpretIds.Create(source, key);

        Assert.InRange(id.Length, 1, 40);
        Assert.Equal(expected, id);
    }

    [Fact]
    public void Long_keys_that_differ_have_different_identifiers() =>
        Assert.NotEqual(EnterpretIds.Create("app", new string('a', 50) + "1"), EnterpretIds.Create("app", new string('a', 50) + "2"));

    [Theory]
    [InlineData("", "1")]
    [InlineData("toolongs", "1")]
    [InlineData("a b", "1")]
    [InlineData("app", " ")]
    public void What_makes_no_identifier_is_refused(string source, string key) => Assert.ThrowsAny<ArgumentException>(() => EnterpretIds.Create(source, key));

    [Fact]
    public void A_later_version_is_another_record()
    {
        Assert.Equal(["r", "r#v2", "r#v10"], new[] { 1, 2, 10 }.Select(version => EnterpretIds.WithVersion("r", version)));
        Assert.Throws<ArgumentOutOfRangeException>(() => EnterpretIds.WithVersion("r", 0));
    }
}
