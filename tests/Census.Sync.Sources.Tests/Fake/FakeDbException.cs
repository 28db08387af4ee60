using System.Data.Common;

namespace Census.Sync.Sources.Tests.Fake;

/// <summary>An error of SQL Server: its number is where SqlClient keeps it, and whether it is transient the provider does not say.</summary>
internal sealed class FakeDbException : DbException
{
    public FakeDbException(int number)
        : base("The text of an error may quote canary-value-4711.") => Data["HelpLink.EvtID"] = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
