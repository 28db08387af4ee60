using Census.Sync.Sources.Tests.Fake;

// Providers are told by these names.
namespace Microsoft.Data.SqlClient
{
    internal sealed class FakeSqlConnection(FakeDatabase database) : FakeConnection(database);
}

namespace System.Data.Odbc
{
    internal sealed class FakeOdbcConnection(FakeDatabase database) : FakeConnection(database);
}

namespace Oracle.ManagedDataAccess.Client
{
    internal sealed class FakeOracleConnection(FakeDatabase database) : FakeConnection(database);
}

namespace Snowflake.Data.Client
{
    internal sealed class FakeSnowflakeConnection(FakeDatabase database) : FakeConnection(database);
}

namespace Npgsql
{
    internal sealed class FakeNpgsqlConnection(FakeDatabase database) : FakeConnection(database);
}
