using System.Reflection;

namespace Enterpret.Client.Tests;

public class ConventionTests
{
    public static IEnumerable<TheoryDataRow<Type>> Clients() => [new(typeof(EnterpretClient)), new(typeof(EnterpretUsers)), new(typeof(EnterpretAccounts)), new(typeof(EnterpretFeedback)), new(typeof(EnterpretPrivacy))];

    [Theory, MemberData(nameof(Clients))]
    public void Operations_are_virtual_and_end_with_an_optional_token(Type client)
    {
        foreach (var method in client.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name != nameof(IAsyncDisposable.DisposeAsync)))
        {
            Assert.True(method.IsVirtual && !method.IsFinal, $"Make {method.Name} virtual, so that it can be mocked.");
            var last = method.GetParameters()[^1];
            Assert.True(last.ParameterType == typeof(CancellationToken) && last.IsOptional, $"End {method.Name} with CancellationToken cancellationToken = default.");
        }
    }

    [Theory, MemberData(nameof(Clients))]
    public void Clients_can_be_mocked(Type client)
    {
        var constructor = client.GetConstructor(BindingFlags.NonPublic | BindingFlags.Instance, []);

        Assert.True(constructor?.IsFamily, $"Give {client.Name} a protected constructor without parameters.");
    }

    [Fact]
    public async Task A_mock_that_overrides_nothing_says_so()
    {
        using var mock = new Mock();

        await Assert.ThrowsAsync<NotSupportedException>(() => mock.TestConnectionAsync(TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => new EnterpretDestination(mock));
    }

    private sealed class Mock : EnterpretClient;
}
