using System.Text.Json;
using System.Text.Json.Serialization;
using Census.Sync;
using Gainsight.Client;

namespace Snippets.Gainsight;

#region type
public sealed record Account
{
    public required string Gsid { get; init; }

    public required string Name { get; init; }

    public decimal? Arr { get; init; }

    [JsonConverter(typeof(GainsightDateConverter))]
    public DateOnly? RenewalDate { get; init; }

    [JsonPropertyName("Csm__gr.Email")]
    public string? CsmEmail { get; init; }
}

[JsonSerializable(typeof(Account)), JsonSerializable(typeof(string[]))]
internal sealed partial class AccountJson : JsonSerializerContext;
#endregion

public static class Reading
{
    public static async Task RowsAsync(GainsightClient gainsight, CancellationToken cancellationToken)
    {
        #region rows
        GainsightQuery query = new()
        {
            Select = ["Name", "RenewalDate", "Stage", "Csm__gr.Email"],
            Where = new GainsightFilter("Arr", GainsightOperator.GreaterOrEqual, 100_000)
                & (new GainsightFilter("Stage", GainsightOperator.In, "Launched", "Adopting") | new GainsightFilter("RenewalDate", GainsightOperator.IsNull)),
        };
        var stage = (await gainsight.Metadata.DescribeAsync("company", cancellationToken))!.FindField("Stage")!;
        await foreach (var row in gainsight.QueryAsync("company", query, cancellationToken))
        {
            var label = row.GetText("Stage") is { } item ? stage.FindItem(item)?.Label : null;
            Console.WriteLine($"{row.GetText("Name")}, {label}, renews {row.GetDate("RenewalDate")}, {row.GetText("Csm__gr.Email")}");
        }
        #endregion
    }

    public static async Task<List<Account>> TypedAsync(GainsightClient gainsight, CancellationToken cancellationToken)
    {
        #region typed
        GainsightQuery query = new() { Select = ["Name", "Arr", "RenewalDate", "Csm__gr.Email"], Where = new("Arr", GainsightOperator.Greater, 0) };
        List<Account> accounts = [];
        await foreach (var account in gainsight.QueryAsync("company", query, AccountJson.Default.Account, cancellationToken))
            accounts.Add(account);
        #endregion
        return accounts;
    }

    public static async Task DeactivateAsync(GainsightClient gainsight, string userId, CancellationToken cancellationToken)
    {
        #region send
        var users = JsonSerializer.SerializeToElement([userId], AccountJson.Default.StringArray);
        await gainsight.SendAsync(HttpMethod.Put, "v1/users/services/status?status=false", users, RepeatRule.Safe, cancellationToken);
        #endregion
    }
}
