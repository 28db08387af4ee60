using Census.Sync.ConformanceTests;
using Census.Sync.SourceSubjects;

namespace Census.Sync.Sources.Google.Tests;

public sealed class SourcesHaveTheirSuites() : EverySourceHasItsSuite(typeof(BigQuerySource).Assembly);

[SuiteFor(typeof(BigQuerySource))]
public sealed class BigQueryConformanceTests() : SyncStatementConformance<BigQuerySubject>(new());

[SuiteFor(typeof(SheetsSource))]
public sealed class SheetsConformanceTests() : SyncSourceConformance(new SheetsSubject());

/// <summary>Nothing runs beside tests that measure memory.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
[SuiteFor(typeof(BigQuerySource))]
public sealed class BigQueryMemoryTests() : SyncSourceMemory(new BigQuerySubject());

[Collection(nameof(Alone))]
[SuiteFor(typeof(SheetsSource))]
public sealed class SheetsMemoryTests() : SyncSourceMemory(new SheetsSubject());
