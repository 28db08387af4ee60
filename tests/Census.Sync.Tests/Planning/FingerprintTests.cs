using Census.Sync.Planning;

namespace Census.Sync.Tests.Planning;

/// <summary>
/// The fingerprint is part of the format of the state: were it to change, every record of every user would be sent again. A failure here asks
/// for a new format version, not for new vectors.
/// </summary>
public sealed class FingerprintTests
{
    public static TheoryData<string, FieldValue, string> Vectors() => new()
    {
        { "absent", FieldValue.Absent, "a617d0430510f2545fca530460c92e0d" },
        { "null", FieldValue.Null, "163b4a69cf56f9c9091b432b3d3d4086" },
        { "true", true, "7c4bbd64da09b8ae30bf454cfee205bd" },
        { "false", false, "490b1992b6eb69ab943d84f8585b8662" },
        { "integer 5", 5, "0056343d4b0ae117bcb4da9f5352123c" },
        { "decimal 5.0", 5.0m, "0056343d4b0ae117bcb4da9f5352123c" },
        { "number 5.000", FieldValue.FromNumber("5.000"), "0056343d4b0ae117bcb4da9f5352123c" },
        { "smallest integer", long.MinValue, "9e33a9543cedddfcf9f582ee20f64ee2" },
        { "decimal", -1234.5600m, "10813f5de605f2e8ccff8189788f4f5f" },
        { "big decimal", FieldValue.FromNumber("123456789012345678901234567890123.4500"), "7a82f3a83000d22a8d024c6f6852ac81" },
        { "float 5", 5d, "984734dbcd5a55f8275d98f14ea035c2" },
        { "float 0.1", 0.1, "d3e382130c20d7c2445ddd966f1edb38" },
        { "minus zero", -0d, "08caf614b0aa9d043e8c048bb63d86fc" },
        { "not a number", double.NaN, "ffe4a2831925291e4968bd79b7fe292c" },
        { "empty text", "", "14d5e1b43d075077b359c3453dc0f4fe" },
        { "text", "Grüße 😀", "3db2fe080fda87abc496190cf7db4591" },
        { "date", new DateOnly(2024, 2, 29), "2751c1d619c414b5828426f9758a10e5" },
        { "time", new TimeOnly(23, 59, 59, 500), "23f69a00b3558161e8b99a8cfbb44dcf" },
        { "local timestamp", FieldValue.From(new DateTime(2024, 2, 29, 1, 2, 3)), "0e6e97351a0b1c68dc15911eccd447b8" },
        { "instant", new DateTimeOffset(2024, 2, 29, 1, 2, 3, 40, TimeSpan.FromHours(2)), "a0cc85d79745002739eb3a0e69778775" },
        { "bytes", FieldValue.From([0, 127, 255]), "05ea7fd808ef85af36abe4b780bf5534" },
        { "json", FieldValue.FromJson("""{"a": [1, null]}"""), "d0bed23c1f43cfc37bb88a022d1ba8bb" },
        { "list", FieldValue.FromArray(["a", 5, FieldValue.Null, FieldValue.FromArray([true])]), "03a844de43c2cc564a06319290f5a083" },
    };

    [Theory, MemberData(nameof(Vectors))]
    public void Fingerprints_never_change(string what, FieldValue value, string expected)
    {
        var fingerprint = new Fingerprint(["Id", null, "Näme"]).Of([1, "left out", value]);

        Assert.True(expected == fingerprint.ToString("x32"), $"{what}: {fingerprint:x32}");
    }

    [Theory]
    [InlineData("af9f96fcbe84bccd200346044086083e", "a")]
    [InlineData("a5e41138e66087001efc90fbcbf3c64a", "Grüße 😀")]
    [InlineData("1650f8fffd5fe656d0218e7d513f0dc5", "a", "b")]
    [InlineData("1ac58f81edb358d50538c396f7c31596", "", "ab")]
    public void Key_hashes_never_change(string expected, params string[] parts) =>
        Assert.Equal(expected, Fingerprint.OfKey(parts).ToString("x32"));

    [Fact]
    public void Numbers_of_one_value_have_one_fingerprint()
    {
        var fingerprint = new Fingerprint(["a"]);

        Assert.Equal(fingerprint.Of([5]), fingerprint.Of([5.0m]));
        Assert.Equal(fingerprint.Of([5]), fingerprint.Of([FieldValue.FromNumber("50e-1")]));
        Assert.NotEqual(fingerprint.Of([5]), fingerprint.Of([5d]));
    }

    [Fact]
    public void Values_larger_than_the_buffer_count_to_their_last_character()
    {
        var fingerprint = new Fingerprint(["a", "b"]);
        var text = new string('x', 100_000);

        Assert.NotEqual(fingerprint.Of([text, "y"]), fingerprint.Of([text, "z"]));
        Assert.NotEqual(fingerprint.Of([text, "y"]), fingerprint.Of([text + "x", "y"]));
        Assert.NotEqual(Fingerprint.OfKey(text), Fingerprint.OfKey(text + "x"));
        Assert.Equal(fingerprint.Of([text, "y"]), new Fingerprint(["a", "b"]).Of([text, "y"]));
    }
}
