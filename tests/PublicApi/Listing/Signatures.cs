using System.Globalization;
using System.Reflection;

namespace Census.Sync.PublicApi;

/// <summary>Members as C# declares them.</summary>
internal static class Signatures
{
    public static string Of(ConstructorInfo constructor) =>
        $"{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})";

    public static string Of(FieldInfo field)
    {
        var type = TypeNames.Of(field.FieldType, new NullabilityInfoContext().Create(field));
        var access = field.IsPublic ? "" : "protected ";
        return field.IsLiteral
            ? $"{access}const {type} {field.Name} = {Literal(field.GetRawConstantValue(), field.FieldType)}"
            : $"{access}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{type} {field.Name}";
    }

    public static string Of(PropertyInfo property)
    {
        var type = TypeNames.Of(property.PropertyType, new NullabilityInfoContext().Create(property));
        var get = property.GetMethod;
        var set = property.SetMethod;
        var visible = Visible(get) ? get! : set!;
        var index = property.GetIndexParameters();
        var name = index.Length > 0 ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        var required = Has(property.GetCustomAttributesData(), "RequiredMemberAttribute") ? "required " : "";
        var setter = set is not null && set.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit") ? "init" : "set";
        var accessors = $"{(Visible(get) ? "get; " : "")}{(Visible(set) ? $"{(set!.IsPublic == visible.IsPublic ? "" : "protected ")}{setter}; " : "")}";
        return $"{Access(visible)}{Modifiers(visible)}{required}{type} {name} {{ {accessors}}}";
    }

    public static string Of(EventInfo @event) =>
        $"{Access(@event.AddMethod!)}{Modifiers(@event.AddMethod!)}event {TypeNames.Of(@event.EventHandlerType!)} {@event.Name}";

    public static string Of(MethodInfo method)
    {
        var type = TypeNames.Of(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        var extension = Has(method.GetCustomAttributesData(), "ExtensionAttribute") ? "this " : "";
        return $"{Access(method)}{Modifiers(method)}{type} {method.Name}{generic}({extension}{Parameters(method)}){Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}";
    }

    public static string Constraints(IEnumerable<Type> parameters)
    {
        var text = "";
        foreach (var parameter in parameters.Where(parameter => parameter.IsGenericParameter))
        {
            var attributes = parameter.GenericParameterAttributes;
            List<string> constraints = [];
            if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
                constraints.Add("struct");
            else if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
                constraints.Add("class");
            constraints.AddRange(parameter.GetGenericParameterConstraints().Where(type => type.FullName != "System.ValueType").Select(type => TypeNames.Of(type)));
            if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !constraints.Contains("struct"))
                constraints.Add("new()");
            if (constraints.Count > 0)
                text += $" where {parameter.Name} : {string.Join(", ", constraints)}";
        }

        return text;
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var modifier = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when Has(parameter.GetCustomAttributesData(), "ParamArrayAttribute") || Has(parameter.GetCustomAttributesData(), "ParamCollectionAttribute") => "params ",
            _ => "",
        };
        var type = TypeNames.Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));
        var value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{modifier}{type} {parameter.Name}{value}";
    }

    private static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ when (Nullable(type) ?? type) is { IsEnum: true } @enum => Constant(@enum, value),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Constant(Type @enum, object value)
    {
        var wanted = Convert.ToInt64(value, CultureInfo.InvariantCulture);
        var name = @enum.GetFields(BindingFlags.Public | BindingFlags.Static)
            .FirstOrDefault(field => Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture) == wanted)?.Name;
        return $"{TypeNames.Of(@enum)}.{name ?? wanted.ToString(CultureInfo.InvariantCulture)}";
    }

    private static Type? Nullable(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Nullable`1" ? type.GetGenericArguments()[0] : null;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface)
            return "";
        if (method.IsStatic)
            return "static ";
        if (method.IsAbstract)
            return "abstract ";
        if (!method.IsVirtual)
            return "";

        var overrides = !method.Attributes.HasFlag(MethodAttributes.NewSlot);
        return (overrides, method.IsFinal) switch
        {
            (true, true) => "sealed override ",
            (true, false) => "override ",
            (false, true) => "",
            (false, false) => "virtual ",
        };
    }

    private static bool Visible(MethodInfo? accessor) => accessor is not null && (accessor.IsPublic || accessor.IsFamily || accessor.IsFamilyOrAssembly);

    private static bool Has(IEnumerable<CustomAttributeData> attributes, string name) => attributes.Any(data => data.AttributeType.Name == name);
}
