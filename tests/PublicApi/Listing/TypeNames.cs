using System.Reflection;

namespace Census.Sync.PublicApi;

/// <summary>Types as C# writes them, with question marks where null is allowed.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<string, string> s_keywords = new(StringComparer.Ordinal)
    {
        ["System.Boolean"] = "bool",
        ["System.Byte"] = "byte",
        ["System.Char"] = "char",
        ["System.Decimal"] = "decimal",
        ["System.Double"] = "double",
        ["System.Int16"] = "short",
        ["System.Int32"] = "int",
        ["System.Int64"] = "long",
        ["System.Object"] = "object",
        ["System.Single"] = "float",
        ["System.String"] = "string",
        ["System.UInt32"] = "uint",
        ["System.UInt64"] = "ulong",
        ["System.Void"] = "void",
    };

    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!, nullability);

        var mayBeNull = !type.IsValueType && nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray)
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mayBeNull}";
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1")
            return Of(type.GetGenericArguments()[0]) + "?";
        if (!type.IsGenericType)
            return (s_keywords.GetValueOrDefault(type.FullName ?? type.Name) ?? Nested(type)) + mayBeNull;

        var arguments = type.GetGenericArguments();
        var known = nullability?.GenericTypeArguments is { } inner && inner.Length == arguments.Length ? inner : null;
        return $"{Nested(type)}<{string.Join(", ", arguments.Select((argument, i) => Of(argument, known?[i])))}>{mayBeNull}";
    }

    private static string Nested(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type.IsNested ? $"{Nested(type.DeclaringType!)}.{name}" : name;
    }
}
