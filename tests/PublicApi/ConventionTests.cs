using System.Reflection;
using System.Runtime.CompilerServices;

namespace Census.Sync.PublicApi;

/// <summary>Conventions that keep the packages alike. Each message says how to mend what breaks one.</summary>
public sealed class ConventionTests
{
    private static readonly string[] s_namespaces = ["Census.Sync", "Gainsight", "Enterpret", "Microsoft.Extensions.DependencyInjection"];

    private static IEnumerable<Type> PublicTypes => Assemblies.All.SelectMany(assembly => assembly.GetExportedTypes());

    private static IEnumerable<Type> Clients => PublicTypes.Where(type => type.IsClass && type.Name.EndsWith("Client", StringComparison.Ordinal));

    // A client has operations of its own and of the parts it offers as properties: gainsight.Companies.
    private static IEnumerable<MethodInfo> ClientOperations => Clients
        .Concat(Clients.SelectMany(client => client.GetProperties().Select(part => part.PropertyType).Where(part => part.Assembly == client.Assembly && part.IsClass)))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => IsAsynchronous(method.ReturnType) && method.Name != nameof(IAsyncDisposable.DisposeAsync));

    [Fact]
    public void Public_types_live_in_the_agreed_namespaces() => AssertNone(
        PublicTypes.Where(type => !s_namespaces.Any(name => type.Namespace == name || type.Namespace?.StartsWith(name + ".", StringComparison.Ordinal) == true)),
        "Move them to a namespace below the package's own.");

    [Fact]
    public void Options_are_sealed() => AssertNone(
        PublicTypes.Where(type => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.IsSealed && !type.IsAbstract),
        "Seal them: options are set, not derived from.");

    [Fact]
    public void There_are_operations_to_look_at() => Assert.True(ClientOperations.Count() > 10);

    [Fact]
    public void Operations_of_clients_are_virtual() => AssertNone(
        ClientOperations.Where(method => !method.IsVirtual || method.IsFinal),
        "Make them virtual, so that a test of an application can replace a client.");

    [Fact]
    public void Operations_of_clients_end_with_an_optional_token() => AssertNone(
        ClientOperations.Where(method => method.GetParameters() is not [.., { IsOptional: true, Name: "cancellationToken" } last]
            || last.ParameterType != typeof(CancellationToken)),
        "Add 'CancellationToken cancellationToken = default' as the last parameter.");

    [Fact]
    public void Asynchronous_methods_say_so_in_their_name() => AssertNone(
        PublicTypes.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => (IsAsynchronous(method.ReturnType) || IsAsyncEnumerable(method.ReturnType))
                && !method.IsSpecialName && !method.Name.EndsWith("Async", StringComparison.Ordinal) && !method.Name.EndsWith("AsyncEnumerator", StringComparison.Ordinal)
                && method.DeclaringType!.BaseType != typeof(MulticastDelegate)),
        "Let their names end in Async.");

    [Fact]
    public void Clients_can_be_replaced_in_tests() => AssertNone(
        Clients.Where(type => !type.IsAbstract
            && (type.IsSealed || !type.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                .Any(constructor => (constructor.IsFamily || constructor.IsPublic) && constructor.GetParameters().Length == 0))),
        "Do not seal them, and add 'protected XClient() { }' for mocks.");

    [Fact]
    public void Exceptions_have_the_shape_of_one_family() => AssertNone(
        PublicTypes.Where(type => type.IsSubclassOf(typeof(Exception)))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(property => property.SetMethod is { IsPublic: true } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))),
        "What an exception says is set by its constructor: remove the setter, or make it init.");

    [Fact]
    public void Fields_are_constants_or_hidden() => AssertNone(
        PublicTypes.Where(type => !type.IsEnum)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsLiteral),
        "Make a property of them.");

    private static bool IsAsynchronous(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask)
        || type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    private static bool IsAsyncEnumerable(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

    private static void AssertNone(IEnumerable<MemberInfo> offenders, string repair)
    {
        var names = offenders.Select(member => member is Type type ? type.FullName : $"{member.DeclaringType}.{member.Name}").Distinct().ToList();
        Assert.True(names.Count == 0, $"{string.Join(", ", names)}. {repair}");
    }
}
