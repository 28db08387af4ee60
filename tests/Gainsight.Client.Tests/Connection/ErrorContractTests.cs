using System.Net;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Connection;

/// <summary>Errors in the forms in which they were recorded, and what the client makes of each: rejects the record, repeats, waits, stops.</summary>
public sealed class ErrorContractTests
{
    public static TheoryData<string> RecordCodes { get; } =
    [
        "GSOBJ_1001", "GSOBJ_1002", "GSOBJ_1004", "GSOBJ_1005", "GSOBJ_1006", "GSOBJ_1007", "GSOBJ_1008", "GSOBJ_1009", "GSOBJ_1012",
        "GU_2401", "GU_2402", "GU_2403", "GU_2409", "GU_2411", "GSOBJ_9999", "SOMETHING_NEW",
    ];

    public static TheoryData<string> PersonCodes { get; } =
    [
        "GSOBJ_PEOPLE1001", "GSOBJ_VQP1001", "GSOBJ_VDTBOOL1001", "GSOBJ_VDTNUM1001", "GSOBJ_VDTNUM1002", "GSOBJ_VDTBSTR1001", "GSOBJ_VDTDATIME1001",
        "GSOBJ_VDTCURREN1001", "GSOBJ_VDTCURREN1002", "GSOBJ_VDTEMAIL1001", "GSOBJ_VDTGSID1001", "GSOBJ_VDTPERCENT1001", "GSOBJ_VDTSFDCID1001",
        "GSOBJ_VDTPKLST1001", "GSOBJ_VDTPKLST1002", "GSOBJ_VDTURL1001", "GSOBJ_VCRUDR1001", "GSOBJ_VCRUDR1002", "GSOBJ_VCRUDR1003", "GSOBJ_VNEW1",
    ];

    /// <summary>Status, body, and the code that stops the work.</summary>
    public static TheoryData<int, string, string> Stops { get; } = new()
    {
        { 401, """{"result":false,"errorCode":"GS_APIG_2401","errorDesc":"Unauthorized","requestId":"r-1","message":"Unauthorized"}""", "GS_APIG_2401" },
        { 200, """{"result":false,"errorCode":"GS_APIG_2401","errorDesc":"Unauthorized","requestId":"r-1"}""", "GS_APIG_2401" },
        { 400, """{"result":false,"errorCode":"GSOBJ_1024","errorDesc":"Invalid authorization headers","requestId":"r-1","data":null}""", "GSOBJ_1024" },
        { 403, """{"result":false,"errorCode":"GS_APIG_2402","errorDesc":"IP Address does not lie in range of whitelisted ips","requestId":"r-1"}""", "GS_APIG_2402" },
        { 400, """{"result":false,"errorCode":"GS_APIG_2402","errorDesc":"IP Address does not lie in range of whitelisted ips","requestId":"r-1"}""", "GS_APIG_2402" },
        { 404, """{"result":false,"errorCode":"GS_APIG_1000","requestId":"r-1"}""", "GS_APIG_1000" },
        { 404, "<html>Not Found</html>", "" },
        { 403, "Forbidden", "" },
    };

    public static TheoryData<int, string> Passing { get; } = new()
    {
        { 500, """{"result":false,"errorCode":"GU_1101","errorDesc":"Oops, something went wrong."}""" },
        { 200, """{"result":false,"errorCode":"GU_1101","errorDesc":"Oops, something went wrong."}""" },
        { 500, """{"result":false,"errorCode":"GSOBJ_1003","errorDesc":"Failed to delete data"}""" },
        { 502, "<html>Bad Gateway</html>" },
        { 503, "" },
        { 408, "" },
    };

    public static TheoryData<int, string> Throttling { get; } = new()
    {
        { 429, "" },
        { 429, "<html>Too Many Requests</html>" },
        { 429, """{"result":false,"errorCode":"GS_APIG_2404","errorDesc":"Too many requests"}""" },
        { 429, """{"result":false,"errorCode":"GU_2400","errorDesc":"Too many request"}""" },
        { 200, """{"result":false,"errorCode":"GS_APIG_2404","errorDesc":"Too many requests"}""" },
        { 200, """{"new":{"a":[1]},"requestId":"r","localizedErrorDesc":null,"errorCode":"GU_2400","result":false}""" },
        { 400, """{"result":false,"errorCode":"GU_2400","errorDesc":"Too many request"}""" },
        { 500, """{"result":false,"errorCode":"GS_APIG_2404"}""" },
    };

    [Theory, MemberData(nameof(RecordCodes))]
    public async Task A_code_of_the_data_rejects_the_record_at_once(string code)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(400, Body(code, "null")), when: call => call.IsWrite, count: null);

        var report = await tenant.CreateClient().Companies.InsertAsync([new("canary")], Tenant.Token);

        var result = Assert.Single(report.Results);
        Assert.Equal((GainsightWriteOutcome.Rejected, code), (result.Outcome, result.ErrorCode));
        Assert.False(string.IsNullOrEmpty(result.Message));
        Assert.DoesNotContain("canary", $"{result}", StringComparison.Ordinal);
        Assert.Single(tenant.Calls);
    }

    [Fact]
    public async Task A_code_of_the_object_stops_since_no_record_can_be_written()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(400, Body("GSOBJ_1023", "null")), when: call => call.IsWrite, count: null);

        var stopped = await Assert.ThrowsAsync<GainsightApiException>(() => tenant.CreateClient().Companies.InsertAsync([new("canary"), new("other")], Tenant.Token));

        Assert.Equal("GSOBJ_1023", stopped.ErrorCode.Value);
        Assert.DoesNotContain("canary", stopped.ToString(), StringComparison.Ordinal);
        Assert.Single(tenant.Calls);
    }

    [Fact]
    public async Task It_stops_persons_too()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(400, Body("GSOBJ_1023", "null")), when: call => call.IsWrite, count: null);

        var stopped = await Assert.ThrowsAsync<GainsightApiException>(
            () => tenant.CreateClient().People.UpsertAsync([new GainsightPerson("canary@x.com"), new GainsightPerson("other@x.com")], Tenant.Token));

        Assert.Equal("GSOBJ_1023", stopped.ErrorCode.Value);
        Assert.Single(tenant.Calls);
    }

    [Theory, MemberData(nameof(PersonCodes))]
    public async Task A_code_of_a_person_rejects_the_person_at_once(string code)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(400, Body(code, "null")), when: call => call.IsWrite, count: null);

        var result = await tenant.CreateClient().People.UpsertAsync(new GainsightPerson("canary@x.com"), Tenant.Token);

        Assert.Equal((GainsightWriteOutcome.Rejected, code), (result.Outcome, result.ErrorCode));
        Assert.Single(tenant.Calls);
    }

    [Theory]
    [InlineData("""[[{"success":false,"parsedValue":"canary","errors":[{"errorMessage":"m","errorCode":"GSOBJ_1012","fieldName":"Stage","invalidValue":["canary"]}]}]]""", "Stage")]
    [InlineData("""[{"errors":[{"errorMessage":"m","errorCode":"GSOBJ_1012","fieldName":"Stage","invalidValue":"canary"}]}]""", "Stage")]
    [InlineData("""[{"new":1,"errors":[{"fieldName":"Stage","errorCode":"GSOBJ_1012","severity":{"x":[1]}}]}]""", "Stage")]
    [InlineData("""[]""", null)]
    [InlineData("""null""", null)]
    [InlineData("""[null,[null],[[]],7,"text"]""", null)]
    [InlineData("""{"errors":1}""", null)]
    public async Task The_field_is_named_in_either_form_of_the_details(string errors, string? field)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(400, Body("GSOBJ_1012", $$"""{"count":0,"errors":{{errors}},"records":null}""")), when: call => call.IsWrite, count: null);

        var result = (await tenant.CreateClient().Companies.InsertAsync([new("Acme") { Stage = "canary" }], Tenant.Token)).Results[0];

        Assert.Equal((GainsightWriteOutcome.Rejected, "GSOBJ_1012", field), (result.Outcome, result.ErrorCode, result.Field));
    }

    [Theory, MemberData(nameof(Stops))]
    public async Task A_refusal_of_the_caller_stops_and_rejects_nothing(int status, string body, string code)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(status, body), count: null);
        var client = tenant.CreateClient();

        var error = await Assert.ThrowsAsync<GainsightApiException>(() => client.Companies.InsertAsync([new("Acme")], Tenant.Token));

        Assert.Equal(((HttpStatusCode)status, code, false), (error.StatusCode, error.ErrorCode.ToString(), error.IsTransient));
        Assert.Equal(code.Length > 0 ? "r-1" : null, error.RequestId);
        Assert.Single(tenant.Calls);
    }

    [Theory, MemberData(nameof(Passing))]
    public async Task A_failure_that_passes_is_repeated_where_that_is_safe(int status, string body)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(status, body), count: 2);
        var client = tenant.CreateClient();

        Assert.Equal(GainsightWriteOutcome.Written, (await client.People.UpsertAsync(new GainsightPerson("jo@x.com"), Tenant.Token)).Outcome);
        Assert.Equal(3, tenant.Calls.Count);

        tenant.Emulator.Faults.Add(Fault.Reply(status, body), count: 2);
        var error = await Assert.ThrowsAnyAsync<GainsightException>(() => client.SendAsync(HttpMethod.Post, "v1/data/objects/company", cancellationToken: Tenant.Token));
        Assert.True(error.IsTransient);
        Assert.Equal(4, tenant.Calls.Count);
    }

    [Theory, MemberData(nameof(Throttling))]
    public async Task Too_many_calls_wait_and_go_on_in_every_form_even_if_they_must_not_be_repeated(int status, string body)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(status, body), count: 2);

        var report = await tenant.CreateClient().Companies.InsertAsync([new("Acme")], Tenant.Token);

        Assert.True(report.AllSucceeded);
        Assert.Equal((3, 1), (tenant.Calls.Count, tenant.Emulator.Count("company")));
        Assert.True(tenant.Calls[2].Time - tenant.Calls[0].Time >= TimeSpan.FromMinutes(2));
    }

    [Theory, MemberData(nameof(Throttling))]
    public async Task Too_many_calls_for_ever_end_as_an_exhausted_quota(int status, string body)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(status, body), count: null);

        var client = tenant.CreateClient(options => options.MaximumQuotaWait = TimeSpan.FromHours(1));
        var failed = await Assert.ThrowsAsync<GainsightTransportException>(() => client.Metadata.ListObjectsAsync(Tenant.Token));

        Assert.Contains("too many", failed.Message, StringComparison.Ordinal);
        Assert.InRange(tenant.Calls.Count, 2, 10);
    }

    [Theory]
    [InlineData("""{"result":true,"errorCode":null,"errorDesc":null,"requestId":"r","data":{"count":1,"errors":null,"records":[{"Gsid":"1P02A"}]},"message":null}""")]
    [InlineData("""{"requestId":"r","result":true,"data":{"count":2,"records":[{"Gsid":"1P02A","Name":"Acme","New":{"a":[]}}],"unknown":7}}""")]
    [InlineData("""{"localizedErrorDesc":null,"data":{"records":[{"Gsid":"1P02A"}]},"result":true,"localizedMessage":null,"extra":[{"result":false}]}""")]
    public async Task An_acknowledgement_survives_unknown_fields_in_any_order(string body)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.Reply(200, body));

        var result = (await tenant.CreateClient().Companies.InsertAsync([new("Acme")], Tenant.Token)).Results[0];

        Assert.Equal((GainsightWriteOutcome.Created, "1P02A"), (result.Outcome, result.Gsid));
    }

    private static string Body(string code, string data) => $$"""
        {"result":false,"errorCode":"{{code}}","errorDesc":"Something about (Name = canary).","requestId":"7cba3c98-b04b-4e21-9e57-44807fa52b8a",
        "data":{{data}},"message":null,"localizedErrorDesc":"canary","new":{"deep":[1,{} ]} }
        """;
}
