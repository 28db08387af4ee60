using Census.Sync.Sources.Tests.Fake;

// The provider is told by this name.
namespace Microsoft.Data.SqlClient;

internal sealed class FakeSqlConnection(FakeDatabase database) : FakeConnection(database);
