using System.Reflection;

namespace Census.Sync.ConformanceTests;

/// <summary>Finds implementations of a contract that no test class derives the suite of that contract for.</summary>
public static class SuiteCoverage
{
    /// <summary>Fails unless each class of <paramref name="product"/> that implements the contract has its suite in <paramref name="tests"/>.</summary>
    public static void Require(Assembly product, Assembly tests, Type contract, Type suite)
    {
        var missing = Missing(product, tests, contract, suite);

        Assert.True(
            missing.Count == 0,
            $"No test class derives {suite.Name} for {string.Join(", ", missing.Select(type => type.Name))}. "
            + $"Add one to {tests.GetName().Name} and mark it with [SuiteFor(typeof({(missing.Count == 0 ? "" : missing[0].Name)}))].");
    }

    internal static IReadOnlyList<Type> Missing(Assembly product, Assembly tests, Type contract, Type suite)
    {
        var covered = tests.GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true } && type.IsAssignableTo(suite))
            .Select(type => type.GetCustomAttribute<SuiteForAttribute>()?.Implementation)
            .ToHashSet();

        return [.. product.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(contract) && !covered.Contains(type))];
    }
}
