using Census.Sync;
using Gainsight.Client;

namespace Snippets.Gainsight;

public static class Values
{
    public static GainsightCompany Company()
    {
        #region values
        GainsightCompany company = new("Acme")
        {
            Arr = 1234.50m,                                                     // CURRENCY: a number; which currency is the field's or the record's
            RenewalDate = new(2027, 3, 31),                                     // DATE: a day, no time zone
            Stage = "Launched",                                                 // PICKLIST: the label, or the item's Gainsight ID
            Industry = null,                                                    // clears the field
            ["Discount__gc"] = 12.5m,                                           // PERCENTAGE: sent as it stands
            ["LastSeen__gc"] = new DateTimeOffset(2026, 11, 25, 9, 30, 0, TimeSpan.FromHours(1)),   // DATETIME: arrives as 2026-11-25T08:30:00.000Z
            ["Tags"] = FieldValue.FromArray(["Beta", "Reference"]),             // several items; an empty list clears
            ["Summary"] = "<p>Pilot since May.</p>",                            // rich text is HTML
        };
        company["Employees"] = FieldValue.Absent;                               // leaves the field alone, as if it had never been set
        #endregion
        return company;
    }
}
