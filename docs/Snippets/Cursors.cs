using Census.Sync;
using Census.Sync.Sources;
using Gainsight.Client;

namespace Snippets;

public static class Cursors
{
    public static SyncBuilder Time(SyncBuilder sync) =>
        #region time
        sync.From("warehouse", Model.Table("orders"))
            .Cursor("updated_at", overlap: TimeSpan.FromMinutes(10))        // 5 minutes unless you say otherwise
            .To(GainsightObjects.Company, SyncBehavior.UpdateOrCreate).Key("company_name", "Name")
            .Map("arr", "Arr");
        #endregion

    public static SyncBuilder Number(SyncBuilder sync) =>
        #region number
        sync.Cursor(new CursorColumn("change_number") { NumberOverlap = 5_000 });
        #endregion

    public static async Task<SyncRunResult> Whole(CensusSync syncs, DayOfWeek today, CancellationToken cancellationToken)
    {
        #region whole
        var result = await syncs.RunAsync("orders", new() { ReadWhole = today == DayOfWeek.Sunday }, cancellationToken);
        if (!result.Incremental)
            Console.WriteLine($"All {result.SourceRecordCount} rows were read. {string.Join(" ", result.Warnings)}");
        #endregion
        return result;
    }

    public static ObjectSource<Order> Objects(Func<DateTimeOffset, CancellationToken, IAsyncEnumerable<Order>> changedSince)
    {
        #region objects
        var orders = new ObjectSource<Order>(
            (options, cancellationToken) =>
            {
                var from = options.Cursor is { From.IsAbsent: false } cursor ? cursor.From.AsInstant() : DateTimeOffset.MinValue;
                return changedSince(from, cancellationToken);       // WHERE changed_at >= @from; everything for the first value of the calendar
            },
            columns => columns.Column("id", order => order.Id).Column("amount", order => order.Amount).Column("changed_at", order => order.ChangedAt));
        #endregion
        return orders;
    }

    public sealed record Order(string Id, decimal Amount, DateTimeOffset ChangedAt);
}
