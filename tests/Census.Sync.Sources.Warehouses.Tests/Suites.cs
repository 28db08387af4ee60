using Census.Sync.ConformanceTests;
using Census.Sync.SourceSubjects;

namespace Census.Sync.Sources.Warehouses.Tests;

public sealed class SourcesHaveTheirSuites() : EverySourceHasItsSuite(typeof(SnowflakeSource).Assembly);

[SuiteFor(typeof(SnowflakeSource))]
public sealed class SnowflakeConformanceTests() : SyncStatementConformance<SnowflakeSubject>(new());

[SuiteFor(typeof(DatabricksSource))]
public sealed class DatabricksConformanceTests() : SyncStatementConformance<DatabricksSubject>(new(inline: false));

[SuiteFor(typeof(DatabricksSource))]
public sealed class DatabricksInlineConformanceTests() : SyncStatementConformance<DatabricksSubject>(new(inline: true));

[SuiteFor(typeof(ElasticsearchSource))]
public sealed class ElasticsearchConformanceTests() : SyncSourceConformance(new ElasticsearchSubject());

[SuiteFor(typeof(ElasticsearchSource))]
public sealed class ElasticsearchScrollConformanceTests() : SyncSourceConformance(new ElasticsearchSubject(version: "7.10.2"));

[SuiteFor(typeof(ElasticsearchSource))]
public sealed class OpenSearchConformanceTests() : SyncSourceConformance(new ElasticsearchSubject(isOpenSearch: true, version: "3.3.0"));

[SuiteFor(typeof(ElasticsearchSource))]
public sealed class ElasticsearchSqlConformanceTests() : SyncSourceConformance(new ElasticsearchSqlSubject());

[SuiteFor(typeof(ElasticsearchSource))]
public sealed class OpenSearchSqlConformanceTests() : SyncSourceConformance(new ElasticsearchSqlSubject(isOpenSearch: true));

/// <summary>Nothing runs beside tests that measure memory.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
[SuiteFor(typeof(SnowflakeSource))]
public sealed class SnowflakeMemoryTests() : SyncSourceMemory(new SnowflakeSubject());

[Collection(nameof(Alone))]
[SuiteFor(typeof(DatabricksSource))]
public sealed class DatabricksMemoryTests() : SyncSourceMemory(new DatabricksSubject(inline: false));

[Collection(nameof(Alone))]
[SuiteFor(typeof(ElasticsearchSource))]
public sealed class ElasticsearchMemoryTests() : SyncSourceMemory(new ElasticsearchSubject());

[Collection(nameof(Alone))]
[SuiteFor(typeof(ElasticsearchSource))]
public sealed class ElasticsearchSqlMemoryTests() : SyncSourceMemory(new ElasticsearchSqlSubject());
