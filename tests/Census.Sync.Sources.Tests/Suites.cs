using Census.Sync.ConformanceTests;
using Census.Sync.SourceSubjects;
using DuckDB.NET.Data;

namespace Census.Sync.Sources.Tests;

public sealed class SourcesHaveTheirSuites() : EverySourceHasItsSuite(typeof(DbSource).Assembly);

[SuiteFor(typeof(DbSource))]
public sealed class PostgresConformanceTests(PostgresServer server) : SyncStatementConformance<PostgresSubject>(new(server.DataSource));

[SuiteFor(typeof(DbSource))]
public sealed class MariaDbConformanceTests(MariaDbServer server) : SyncStatementConformance<MariaDbSubject>(Of(server))
{
    internal static MariaDbSubject Of(MariaDbServer server) =>
        new(server.DataSource(), server.DataSource(password: "wrong"));
}

[SuiteFor(typeof(DbSource))]
public sealed class SqliteConformanceTests() : SyncSourceConformance(new SqliteSubject());

[SuiteFor(typeof(DbSource))]
public sealed class DuckDbConformanceTests() : SyncSourceConformance(new DuckDbSubject(DuckDBClientFactory.Instance));

[SuiteFor(typeof(CsvSource))]
public sealed class CsvConformanceTests() : SyncSourceConformance(new CsvSubject());

[SuiteFor(typeof(JsonLinesSource))]
public sealed class JsonLinesConformanceTests() : SyncSourceConformance(new JsonLinesSubject());

[SuiteFor(typeof(ObjectSource<>))]
public sealed class ObjectConformanceTests() : SyncSourceConformance(new ObjectSubject());

/// <summary>Nothing runs beside tests that measure memory.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
[SuiteFor(typeof(DbSource))]
public sealed class PostgresMemoryTests(PostgresServer server) : SyncSourceMemory(new PostgresSubject(server.DataSource));

[Collection(nameof(Alone))]
[SuiteFor(typeof(DbSource))]
public sealed class MariaDbMemoryTests(MariaDbServer server) : SyncSourceMemory(MariaDbConformanceTests.Of(server));

[Collection(nameof(Alone))]
[SuiteFor(typeof(DbSource))]
public sealed class SqliteMemoryTests() : SyncSourceMemory(new SqliteSubject());

[Collection(nameof(Alone))]
[SuiteFor(typeof(DbSource))]
public sealed class DuckDbMemoryTests() : SyncSourceMemory(new DuckDbSubject(DuckDBClientFactory.Instance));

[Collection(nameof(Alone))]
[SuiteFor(typeof(CsvSource))]
public sealed class CsvMemoryTests() : SyncSourceMemory(new CsvSubject());

[Collection(nameof(Alone))]
[SuiteFor(typeof(JsonLinesSource))]
public sealed class JsonLinesMemoryTests() : SyncSourceMemory(new JsonLinesSubject());

[Collection(nameof(Alone))]
[SuiteFor(typeof(ObjectSource<>))]
public sealed class ObjectMemoryTests() : SyncSourceMemory(new ObjectSubject());
