using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Census.Sync.PublicApi;

/// <summary>The public surface of an assembly as text: a line for each type and, below it, one for each of its members, sorted.</summary>
internal static class ApiListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Render(string package)
    {
        // Everything this process could load: the packages, what they depend on, and the frameworks.
        var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        using var context = new MetadataLoadContext(new PathAssemblyResolver(known));
        var assembly = context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{package}.dll"));

        var text = new StringBuilder();
        foreach (var type in assembly.GetTypes().Where(type => IsVisible(type)).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(TypeLine(type)).Append('\n');
            foreach (var (_, line) in Members(type).OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Line, StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string TypeLine(Type type)
    {
        var name = $"{type.Namespace}.{TypeNames.Of(type)}";
        if (type.IsEnum)
            return $"enum {name} : {TypeNames.Of(type.GetEnumUnderlyingType())}{(Has(type, "System.FlagsAttribute") ? " (flags)" : "")}";
        if (type.BaseType?.FullName == "System.MulticastDelegate")
            return $"delegate {name}";

        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsValueType: true } => $"{(Has(type, "System.Runtime.CompilerServices.IsReadOnlyAttribute") ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        if (type.GetMethod("<Clone>$", Declared) is not null)
            kind = kind.Replace("class", "record", StringComparison.Ordinal);

        var itself = $"IEquatable<{TypeNames.Of(type)}>";
        string[] bases =
        [
            .. type.BaseType is { } parent && parent.FullName is not ("System.Object" or "System.ValueType") ? [TypeNames.Of(parent)] : Array.Empty<string>(),
            .. type.GetInterfaces().Where(IsVisible).Except(type.BaseType?.GetInterfaces() ?? []).Select(@interface => TypeNames.Of(@interface))
                .Where(@interface => !kind.Contains("record", StringComparison.Ordinal) || @interface != itself).Order(StringComparer.Ordinal),
        ];
        return $"{kind} {name}{(bases.Length > 0 ? " : " + string.Join(", ", bases) : "")}{Signatures.Constraints(type.GetGenericArguments())}";
    }

    private static IEnumerable<(string Name, string Line)> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => ("", $"{Convert.ToInt64(field.GetRawConstantValue(), null),4} = {field.Name}"));
        }

        if (type.BaseType?.FullName == "System.MulticastDelegate")
            return [("", Signatures.Of(type.GetMethod("Invoke")!))];

        return
        [
            .. type.GetConstructors(Declared).Where(IsVisible).Select(member => (member.Name, Signatures.Of(member))),
            .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(member => (member.Name, Signatures.Of(member))),
            .. type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible) && !IsGenerated(property)).Select(member => (member.Name, Signatures.Of(member))),
            .. type.GetEvents(Declared).Where(@event => IsVisible(@event.AddMethod!)).Select(member => (member.Name, Signatures.Of(member))),
            .. type.GetMethods(Declared).Where(method => IsVisible(method) && !IsGenerated(method) && IsOwn(method)).Select(member => (member.Name, Signatures.Of(member))),
        ];
    }

    private static bool IsOwn(MethodInfo method) => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsVisible(Type type) => type.IsNested
        ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
        : type.IsPublic;

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // What the compiler adds to a record follows from its being one.
    private static bool IsGenerated(MemberInfo member) =>
        member.Name is "EqualityContract" or "<Clone>$" || Has(member, typeof(CompilerGeneratedAttribute).FullName!);

    private static bool Has(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().Any(data => data.AttributeType.FullName == attribute);
}
