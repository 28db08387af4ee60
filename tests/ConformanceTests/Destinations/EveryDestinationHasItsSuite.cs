using System.Reflection;

namespace Census.Sync.ConformanceTests;

/// <summary>Derive it once in each test project of a package that has a destination.</summary>
public abstract class EveryDestinationHasItsSuite(Assembly product)
{
    /// <summary>Connects a destination of the product whose account has one object of each kind.</summary>
    protected abstract ValueTask<SyncDestination> ConnectAsync();

    [Fact]
    public void Every_destination_has_its_suite() =>
        SuiteCoverage.Require(product, GetType().Assembly, typeof(SyncDestination), typeof(SyncDestinationConformance));

    [Fact]
    public async Task Every_object_that_is_listed_has_a_suite_with_all_its_behaviours()
    {
        var destination = await ConnectAsync();

        var missing = Missing(await destination.ListObjectsAsync(TestContext.Current.CancellationToken), SubjectsOf(destination.GetType()));

        Assert.True(missing.Count == 0, $"No {nameof(DestinationSubject)} of {GetType().Assembly.GetName().Name} covers {string.Join(", ", missing)}.");
    }

    /// <summary>Names the objects and behaviours that a destination lists and no subject has, and those that a subject has and the destination does not list.</summary>
    internal static IReadOnlyList<string> Missing(IReadOnlyList<DestinationObject> listed, IReadOnlyList<DestinationSubject> subjects)
    {
        var wanted = listed.SelectMany(found => BehaviorsOf(found).Select(behavior => $"{found.Name}: {behavior}")).ToHashSet(StringComparer.Ordinal);
        wanted.SymmetricExceptWith(subjects.SelectMany(subject => subject.Behaviors.Select(behavior => $"{subject.ObjectName}: {behavior}")));
        return [.. wanted.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<SyncBehavior> BehaviorsOf(DestinationObject found)
    {
        bool Supports(SyncOperation operation) => found.RepeatRuleOf(operation) is not null;
        if (Supports(SyncOperation.Upsert))
            yield return SyncBehavior.UpdateOrCreate;
        if (Supports(SyncOperation.Update))
            yield return SyncBehavior.UpdateOnly;
        if (Supports(SyncOperation.Insert))
            yield return SyncBehavior.CreateOnly;
        if (Supports(SyncOperation.Upsert) && Supports(SyncOperation.Delete))
            yield return SyncBehavior.Mirror;
        if (Supports(SyncOperation.Append))
            yield return SyncBehavior.Append;
        if (Supports(SyncOperation.Delete))
            yield return SyncBehavior.Delete;
    }

    private IReadOnlyList<DestinationSubject> SubjectsOf(Type destination) =>
    [
        .. from suite in GetType().Assembly.GetTypes()
           where suite is { IsAbstract: false, IsPublic: true } && suite.GetCustomAttribute<SuiteForAttribute>()?.Implementation == destination
           from part in BasesOf(suite)
           where part.IsGenericType && part.GetGenericTypeDefinition() == typeof(SyncDestinationConformance<>)
           select (DestinationSubject)Activator.CreateInstance(part.GetGenericArguments()[0])!,
    ];

    private static IEnumerable<Type> BasesOf(Type? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }
}
