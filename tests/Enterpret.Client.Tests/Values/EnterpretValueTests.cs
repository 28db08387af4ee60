using System.Text.Json;

namespace Enterpret.Client.Tests.Values;

public class EnterpretValueTests
{
    private sealed record Form(string Id, DateTimeOffset CreatedAt, string? Email, int? Age, IEnumerable<string> Cities);

    [Fact]
    public void A_user_is_written_as_one_expression()
    {
        var form = new Form("u1", Make.Day, "john@example.com", 45, ["NYC", "Seattle"]);

        var user = new EnterpretUser(form.Id, form.CreatedAt)
        {
            ["Email"] = form.Email,
            ["Age"] = form.Age,
            ["Location"] = ["NYC", "Seattle"],
            ["Cities"] = [.. form.Cities],
            ["Scores"] = [1, 2.5, 3m],
            ["IsPaying"] = true,
            ["Big"] = 5_000_000_000,
            ["Ratio"] = 0.5f,
            ["Since"] = new DateOnly(2020, 2, 3),
            ["Seen"] = new DateTimeOffset(2026, 1, 31, 11, 30, 0, TimeSpan.FromHours(2)),
        };

        Assert.Equal(
            """
            {"id":"u1","attributes":{"Email":{"s":["john@example.com"]},"Age":{"n":[45]},"Location":{"s":["NYC","Seattle"]},"Cities":{"s":["NYC","Seattle"]},
            "Scores":{"n":[1,2.5,3]},"IsPaying":{"b":[true]},"Big":{"n":[5000000000]},"Ratio":{"n":[0.5]},"Since":{"s":["2020-02-03"]},
            "Seen":{"s":["2026-01-31T09:30:00Z"]}},"createdAt":1748766600}
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(user, EnterpretJsonContext.Default.EnterpretUser));
    }

    [Fact]
    public void What_is_nothing_is_left_out()
    {
        var user = new EnterpretUser("u1", Make.Day)
        {
            ["Text"] = (string?)null,
            ["Number"] = (long?)null,
            ["Truth"] = (bool?)null,
            ["Empty"] = "",
            ["NoElements"] = [],
            ["Nothing"] = default,
        };

        Assert.Equal("""{"id":"u1","attributes":{},"createdAt":1748766600}""", JsonSerializer.Serialize(user, EnterpretJsonContext.Default.EnterpretUser));
        Assert.All(user.Fields.Values, value => Assert.False(value.HasValue));
    }

    public static TheoryData<string, EnterpretValue, string> Rules() => new()
    {
        { "beyond 2^53", 9_007_199_254_740_993L, "beyond 2^53" },
        { "beyond -2^53", -9_007_199_254_740_993L, "beyond 2^53" },
        { "a decimal beyond", 9_007_199_254_740_992.5m, "beyond 2^53" },
        { "a float beyond", 1e16, "beyond 2^53" },
        { "not-a-number", double.NaN, "not-a-number" },
        { "infinity", double.NegativeInfinity, "infinity" },
        { "mixed", ["a", 1], "of one type" },
        { "a null in a list", ["a", (string?)null], "an element of the list is null" },
        { "an empty text in a list", ["a", ""], "an element of the list is null" },
        { "nested", [["a"], ["b"]], "cannot be nested" },
    };

    [Theory, MemberData(nameof(Rules), DisableDiscoveryEnumeration = true)]
    public async Task A_value_that_breaks_a_rule_is_refused_with_its_place_and_without_its_content(string what, EnterpretValue value, string rule)
    {
        await using var workspace = await Workspace.StartAsync();
        EnterpretUser[] users = [Make.User(1), new("u2", Make.Day) { ["Field"] = value }];

        var result = await workspace.CreateClient().Users.UpsertAsync(users, Workspace.Token);

        Assert.NotEmpty(what);
        Assert.True(result.Outcomes[0].IsDelivered);
        Assert.Equal(EnterpretOutcomeStatus.Rejected, result.Outcomes[1].Status);
        Assert.StartsWith("users[1].attributes.Field: ", result.Outcomes[1].Problem!.Message, StringComparison.Ordinal);
        Assert.Contains(rule, result.Outcomes[1].Problem!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("9007199254740992", result.Outcomes[1].Problem!.Message, StringComparison.Ordinal);
        Assert.Equal("Field", result.Outcomes[1].Problem!.Field);
        Assert.Equal("user-1", Assert.Single(workspace.Emulator.Users)["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_largest_exact_number_is_sent()
    {
        await using var workspace = await Workspace.StartAsync();

        await workspace.CreateClient().Users.UpsertAsync(new EnterpretUser("u1", Make.Day) { ["N"] = [9_007_199_254_740_992, -9_007_199_254_740_992] }, Workspace.Token);

        Assert.Equal("[9007199254740992,-9007199254740992]", workspace.Sent(0, "users")[0]!["attributes"]!["N"]!["n"]!.ToJsonString());
    }

    [Fact]
    public async Task Dates_can_be_seconds()
    {
        await using var workspace = await Workspace.StartAsync();
        var client = workspace.CreateClient(options => options.Dates = EnterpretDateEncoding.EpochSeconds);
        var user = new EnterpretUser("u1", Make.Day) { ["Day"] = new DateOnly(1970, 1, 2), ["Moment"] = [Make.Day, Make.Day.AddSeconds(1)] };

        await client.Users.UpsertAsync(user, Workspace.Token);

        Assert.Equal("""{"Day":{"n":[86400]},"Moment":{"n":[1748766600,1748766601]}}""", workspace.Sent(0, "users")[0]!["attributes"]!.ToJsonString());
    }

    [Fact]
    public void Values_are_equal_by_content_and_never_shown()
    {
        EnterpretValue left = ["secret", "x"];
        EnterpretValue right = ["secret", "x"];

        Assert.True(left == right && left.GetHashCode() == right.GetHashCode());
        Assert.True((EnterpretValue)"" == default && default(EnterpretValue).GetHashCode() == ((EnterpretValue)(string?)null).GetHashCode());
        Assert.True(left != "secret");
        Assert.Equal("Array", left.ToString());
        Assert.DoesNotContain("secret", new EnterpretUser("secret", Make.Day) { ["secret"] = left }.ToString(), StringComparison.Ordinal);
        var elements = new List<EnterpretValue>();
        foreach (var element in left)
            elements.Add(element);
        Assert.Equal(["secret", "x"], elements);
    }
}
