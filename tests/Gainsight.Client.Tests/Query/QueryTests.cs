using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Query;

public sealed partial class QueryTests
{
    private const int Count = 25;

    public static TheoryData<string, GainsightFilter, int> Filters { get; } = new()
    {
        { "EQ", new("Name", GainsightOperator.Equal, "Company 07"), 1 },
        { "NE", new("Name", GainsightOperator.NotEqual, "Company 07"), 24 },
        { "IN", new("Name", GainsightOperator.In, "Company 07", "Company 08", "nobody"), 2 },
        { "LT", new("Employees", GainsightOperator.Less, 3), 3 },
        { "LTE", new("Employees", GainsightOperator.LessOrEqual, 3), 4 },
        { "GT", new("Arr", GainsightOperator.Greater, 20.5m), 4 },
        { "GTE", new("Arr", GainsightOperator.GreaterOrEqual, 20.5m), 5 },
        { "BTW", new("RenewalDate", GainsightOperator.Between, new DateOnly(2026, 1, 3), new DateOnly(2026, 1, 5)), 3 },
        { "CONTAINS", new("Name", GainsightOperator.Contains, "ny 1"), 10 },
        { "DOES_NOT_CONTAINS", new("Name", GainsightOperator.DoesNotContain, "ny 1"), 15 },
        { "STARTS_WITH", new("Name", GainsightOperator.StartsWith, "Company 2"), 5 },
        { "ENDS_WITH", new("Name", GainsightOperator.EndsWith, "5"), 2 },
        { "IS_NULL", new("RenewalDate", GainsightOperator.IsNull), 1 },
        { "IS_NOT_NULL", new("RenewalDate", GainsightOperator.IsNotNull), 24 },
        { "INCLUDES", new("Tags", GainsightOperator.Includes, "Beta"), 13 },
        { "EXCLUDES", new("Tags", GainsightOperator.Excludes, "Beta"), 12 },
        { "label", new("Stage", GainsightOperator.In, "Launched", "Churn"), 5 },
        { "instant", new("CreatedDate", GainsightOperator.LessOrEqual, new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(1))), 25 },
        { "boolean path", new("Csm__gr.IsActiveUser", GainsightOperator.Equal, true), 1 },
        { "A AND B", new GainsightFilter("Employees", GainsightOperator.Less, 3) & new GainsightFilter("Stage", GainsightOperator.Equal, "Launched"), 1 },
        { "A OR B", GainsightFilter.Any(new("Employees", GainsightOperator.Less, 3), new("Employees", GainsightOperator.Greater, 22)), 5 },
        {
            "(A AND B) OR C",
            (new GainsightFilter("Employees", GainsightOperator.Less, 10) & new GainsightFilter("Employees", GainsightOperator.Greater, 4))
                | new GainsightFilter("Name", GainsightOperator.Equal, "Company 24"), 6
        },
        {
            "A AND (B OR C)",
            new GainsightFilter("Employees", GainsightOperator.Less, 10)
                & (new GainsightFilter("Employees", GainsightOperator.Greater, 8) | new GainsightFilter("Name", GainsightOperator.Equal, "Company 24")), 1
        },
    };

    [Theory, MemberData(nameof(Filters))]
    public async Task Every_operator_and_join_finds_what_it_says(string name, GainsightFilter filter, int expected)
    {
        await using var tenant = await StartAsync();

        var found = await tenant.CreateClient().QueryAsync("company", new() { Where = filter, PageSize = 4 }, Tenant.Token).ToArrayAsync(Tenant.Token);

        Assert.Equal(expected, found.Length);
        Assert.Equal(expected, found.DistinctBy(row => row.Gsid).Count());
        var where = tenant.Body(0)["where"]!;
        if (name.Contains(' ', StringComparison.Ordinal) && name != "boolean path")
            Assert.Equal(name, (string?)where["expression"]);
        else if (name == name.ToUpperInvariant())
            Assert.Equal((name, "A"), ((string?)where["conditions"]![0]!["operator"], (string?)where["expression"]));
        Assert.All(tenant.Calls, call => Assert.Equal(200, call.Status));
    }

    [Theory]
    [CombinatorialShapes]
    public async Task Rows_and_types_are_read_in_every_shape(bool asList, bool epoch, bool nullDates, bool labels, GainsightEmptyRead empty)
    {
        await using var tenant = await StartAsync(options =>
            (options.ReadAsList, options.ReadDatesAsEpoch, options.ReadMissingDatesAsNull, options.ReadPicklistsAsLabels, options.EmptyRead) =
            (asList, epoch, nullDates, labels, empty));
        var client = tenant.CreateClient();
        GainsightQuery query = new() { Select = ["Name", "RenewalDate", "CreatedDate", "Stage", "Csm__gr.Email", "Arr"], PageSize = 10 };

        var rows = await client.QueryAsync("Company", query, Tenant.Token).ToArrayAsync(Tenant.Token);
        var typed = await client.QueryAsync("Company", query, SeenJson.Default.Seen, Tenant.Token).ToArrayAsync(Tenant.Token);
        var none = await client.QueryAsync("Company", new() { Where = new("Name", GainsightOperator.Equal, "nobody") }, Tenant.Token).ToArrayAsync(Tenant.Token);
        var stage = (await client.Metadata.DescribeAsync("company", Tenant.Token))!.FindField("Stage")!;

        Assert.Equal(Count, rows.Length);
        Assert.Empty(none);
        foreach (var (row, seen) in rows.Zip(typed))
        {
            var number = int.Parse(row.GetText("Name")![^2..]);
            DateOnly? renewal = number == 0 ? null : new DateOnly(2026, 1, 1).AddDays(number);
            Assert.Equal((row.Gsid, row.GetText("Name"), renewal, number + 0.5m), (seen.Gsid, seen.Name, row.GetDate("RenewalDate"), row.GetNumber("Arr")));
            Assert.Equal((renewal, row.GetInstant("CreatedDate"), number + 0.5m), (seen.RenewalDate, seen.CreatedDate, seen.Arr));
            Assert.Equal(tenant.Time.GetUtcNow().Date, row.GetInstant("CreatedDate")!.Value.Date);
            Assert.Equal(number == 1 ? "csm@acme.com" : null, row.GetText("Csm__gr.Email"));
            Assert.Equal(seen.CsmEmail, row.GetText("Csm__gr.Email"));
            Assert.Equal(number % 5 == 0 ? "Launched" : null, row.GetText("Stage") is { } item ? stage.FindItem(item)!.Label : null);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_order_is_kept_over_pages_and_equal_records_are_told_apart(bool fromOne)
    {
        await using var tenant = await StartAsync(options => options.OffsetCountsFromOne = fromOne);
        var client = tenant.CreateClient(options => options.OffsetCountsFromOne = fromOne);
        GainsightQuery query = new() { Select = ["Stage", "Employees"], OrderBy = [new("Stage", Descending: true), new("Employees")], PageSize = 4 };

        var all = await client.QueryAsync("company", query, Tenant.Token).ToArrayAsync(Tenant.Token);
        var some = await client.QueryAsync("company", new() { OrderBy = [new("Employees")], Skip = 5, Limit = 7, PageSize = 3 }, Tenant.Token).ToArrayAsync(Tenant.Token);
        var skipped = await client.QueryAsync("company", new() { Skip = 20, PageSize = 3 }, Tenant.Token).ToArrayAsync(Tenant.Token);

        Assert.Equal([0, 5, 10, 15, 20], all.Take(5).Select(row => row.GetNumber("Employees")));
        Assert.Equal(Count, all.DistinctBy(row => row.Gsid).Count());
        Assert.Equal("""{"Stage":"desc","Employees":"asc","Gsid":"asc"}""", tenant.Body(0)["orderBy"]!.ToJsonString());
        Assert.Equal(("Company 05", "Company 11"), (some[0].GetText("Name"), some[^1].GetText("Name")));
        Assert.Equal(7, some.Length);
        Assert.Equal(5, skipped.DistinctBy(row => row.Gsid).Count());
    }

    [Fact]
    public async Task Without_an_order_nothing_is_missed_when_records_come_and_go()
    {
        await using var tenant = await StartAsync();
        var client = tenant.CreateClient();
        HashSet<string> read = [];
        string? gone = null;

        await foreach (var row in client.QueryAsync("company", new() { PageSize = 5 }, Tenant.Token))
        {
            Assert.True(read.Add(row.GetText("Name")!));
            if (read.Count is 3 or 12)
                await client.Companies.DeleteAsync(row.Gsid!, Tenant.Token);
            if (read.Count == 3)
                gone = row.Gsid;
        }

        Assert.Equal(Count, read.Count);
        Assert.Null(tenant.Emulator.Find("company", "Gsid", gone!));
        Assert.All(tenant.Calls.Where(call => call.Method == "POST"), call => Assert.Equal(0, (int)JsonNode.Parse(call.Body!)!["offset"]!));
    }

    [Fact]
    public async Task A_limit_asks_for_no_more_than_it_needs()
    {
        await using var tenant = await StartAsync();
        var client = tenant.CreateClient();

        var seven = await client.QueryAsync("company", new() { Limit = 7, PageSize = 5 }, Tenant.Token).ToArrayAsync(Tenant.Token);

        Assert.Equal(7, seven.DistinctBy(row => row.Gsid).Count());
        Assert.Equal([5, 2], tenant.Calls.Select(call => (int)JsonNode.Parse(call.Body!)!["limit"]!));
    }

    [Fact]
    public async Task An_object_without_ids_is_read_too()
    {
        await using var tenant = await StartAsync();
        var client = tenant.CreateClient();
        for (var i = 0; i < 3; i++)
            await client.Companies.DeleteAsync((string)tenant.Emulator.Records("company")[0]["Gsid"]!, Tenant.Token);

        var log = await client.QueryAsync(
            "record_delete_log", new() { Select = ["RecordId", "DeletedOn", "ObjectName"], HasGsid = false, PageSize = 2 }, Tenant.Token).ToArrayAsync(Tenant.Token);

        Assert.Equal(3, log.DistinctBy(row => row.GetText("RecordId")).Count());
        Assert.All(log, row => Assert.Equal(tenant.Time.GetUtcNow().Date, row.GetInstant("DeletedOn")!.Value.Date));
    }

    [Fact]
    public async Task Pages_can_be_fetched_one_by_one_in_either_order()
    {
        await using var tenant = await StartAsync();
        var companies = tenant.CreateClient().Companies;
        foreach (GainsightQuery query in new GainsightQuery[] { new() { PageSize = 10 }, new() { PageSize = 10, OrderBy = [new("Name", true)] } })
        {
            List<string> names = [];
            string? token = null;
            do
            {
                var page = await companies.GetPageAsync(query, token, Tenant.Token);
                names.AddRange(page.Items.Select(company => company.Name!));
                token = page.NextToken;
            }
            while (token is not null);

            Assert.Equal(Count, names.Distinct().Count());
            Assert.Equal(query.OrderBy.Count > 0, names.SequenceEqual(names.OrderDescending(StringComparer.Ordinal)));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => companies.GetPageAsync(new() { OrderBy = [new("Name")] }, "1P02X", Tenant.Token));
    }

    [Fact]
    public async Task Bad_input_is_refused_before_a_call()
    {
        await using var tenant = await StartAsync();
        var client = tenant.CreateClient();
        GainsightFilter one = new("Name", GainsightOperator.Equal, "x");
        GainsightQuery[] queries =
        [
            new() { Select = [] },
            new() { Select = ["Name", " "] },
            new() { PageSize = 0 },
            new() { PageSize = 5_001 },
            new() { Limit = 0 },
            new() { Skip = -1 },
            new() { OrderBy = [new("")] },
            new() { OrderBy = [new("Name"), new("NAME", true)] },
            new() { Where = GainsightFilter.Any([.. Enumerable.Repeat(one, 26)]) },
        ];

        Assert.All(queries, query => Assert.ThrowsAny<ArgumentException>(() => client.QueryAsync("company", query)));
        Assert.All([" ", "..", "../person", "company?x=1"], name => Assert.ThrowsAny<ArgumentException>(() => client.QueryAsync(name, new())));
        Func<GainsightFilter>[] filters =
        [
            () => new("", GainsightOperator.Equal, "x"),
            () => new("Name", (GainsightOperator)99, "x"),
            () => new("Name", GainsightOperator.Equal),
            () => new("Name", GainsightOperator.Equal, "x", "y"),
            () => new("Name", GainsightOperator.In),
            () => new("Name", GainsightOperator.Between, "x"),
            () => new("Name", GainsightOperator.IsNull, "x"),
            () => new("Name", GainsightOperator.Equal, FieldValue.Null),
            () => new("Arr", GainsightOperator.Equal, double.NaN),
            () => GainsightFilter.All(),
            () => GainsightFilter.Any(one, null!),
        ];
        Assert.All(filters, filter => Assert.ThrowsAny<ArgumentException>(filter));
        Assert.Empty(tenant.Calls);
    }

    [Fact]
    public async Task The_most_conditions_go_through_page_by_page()
    {
        await using var tenant = await StartAsync();
        var where = GainsightFilter.Any([.. Enumerable.Range(0, 25).Select(i => new GainsightFilter("Employees", GainsightOperator.Equal, i))]);

        var found = await tenant.CreateClient().QueryAsync("company", new() { Where = where, PageSize = 10 }, Tenant.Token).ToArrayAsync(Tenant.Token);

        Assert.Equal(Count, found.Length);
        Assert.StartsWith("(A OR B", (string)tenant.Body(1)["where"]!["expression"]!, StringComparison.Ordinal);
        Assert.EndsWith("Y) AND Z", (string)tenant.Body(1)["where"]!["expression"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_query_is_an_error_and_filters_show_no_values()
    {
        await using var tenant = await StartAsync();
        var filter = (new GainsightFilter("Nothing", GainsightOperator.Equal, "canary") & new GainsightFilter("Name", GainsightOperator.IsNull))
            | new GainsightFilter("Name", GainsightOperator.In, "canary");

        var error = await Assert.ThrowsAsync<GainsightApiException>(
            async () => await tenant.CreateClient().QueryAsync("company", new() { Where = filter }, Tenant.Token).ToArrayAsync(Tenant.Token));

        Assert.Equal(GainsightErrorCode.InvalidField, error.ErrorCode);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("(Nothing Equal AND Name IsNull) OR Name In", filter.ToString());
    }

    [Fact]
    public async Task A_record_of_another_type_than_expected_says_so()
    {
        await using var tenant = await StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(200, """{"result":true,"data":{"records":[{"Name":"Acme","RenewalDate":"canary"}]}}"""));

        var error = await Assert.ThrowsAsync<System.Text.Json.JsonException>(
            async () => await tenant.CreateClient().QueryAsync("company", new(), SeenJson.Default.Seen, Tenant.Token).ToArrayAsync(Tenant.Token));

        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<Tenant> StartAsync(Action<GainsightEmulatorOptions>? configure = null)
    {
        var tenant = await Tenant.StartAsync(options =>
        {
            options.CallsPerMinute = 10_000;
            configure?.Invoke(options);
        });
        var csm = tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Jo", ["Email"] = "csm@acme.com", ["IsActiveUser"] = true })[0];
        tenant.Emulator.Seed("company", Enumerable.Range(0, Count).Select(i => new JsonObject
        {
            ["Name"] = $"Company {i:00}",
            ["Employees"] = i,
            ["Arr"] = i + 0.5m,
            ["RenewalDate"] = i == 0 ? null : new DateOnly(2026, 1, 1).AddDays(i).ToString("yyyy-MM-dd"),
            ["Stage"] = i % 5 == 0 ? "Launched" : null,
            ["Tags"] = i % 2 == 0 ? new JsonArray("Beta", "Reference") : new JsonArray("Reference"),
            ["Csm"] = i == 1 ? csm : null,
        }));
        return tenant;
    }

    private sealed class CombinatorialShapesAttribute : Xunit.v3.DataAttribute
    {
        public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(System.Reflection.MethodInfo testMethod, Xunit.Sdk.DisposalTracker disposalTracker) => new(
        [
            .. from shape in Enumerable.Range(0, 16)
               from empty in Enum.GetValues<GainsightEmptyRead>()
               select new TheoryDataRow((shape & 1) != 0, (shape & 2) != 0, (shape & 4) != 0, (shape & 8) != 0, empty),
        ]);

        public override bool SupportsDiscoveryEnumeration() => true;
    }

    internal sealed record Seen
    {
        public string? Gsid { get; init; }

        public string? Name { get; init; }

        [JsonConverter(typeof(GainsightDateConverter))]
        public DateOnly? RenewalDate { get; init; }

        [JsonConverter(typeof(GainsightInstantConverter))]
        public DateTimeOffset? CreatedDate { get; init; }

        [JsonPropertyName("Csm__gr.Email")]
        public string? CsmEmail { get; init; }

        public decimal? Arr { get; init; }
    }

    [JsonSerializable(typeof(Seen))]
    internal sealed partial class SeenJson : JsonSerializerContext;
}
