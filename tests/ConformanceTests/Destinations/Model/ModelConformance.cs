namespace Census.Sync.ConformanceTests;

[SuiteFor(typeof(ModelDestination))]
public sealed class ModelConformance : SyncDestinationConformance<ModelSubject>;
