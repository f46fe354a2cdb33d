using Mono.Cecil;

namespace RewardLab.Architecture.Tests.Namespaces;

/// <summary>What the types of a compiled module refer to: base types, signatures, bodies, attributes, generic arguments.</summary>
/// <remarks>A constant and a nameof leave no trace in compiled code, so they tie nothing here.</remarks>
internal static class TypeReferences
{
    /// <summary>Every reference of a module from one namespace to a type of another.</summary>
    /// <param name="module">The module, read with its code.</param>
    /// <param name="isOurs">Whether types of an assembly, by its name, count as targets.</param>
    public static IEnumerable<NamespaceArrow> Read(ModuleDefinition module, Func<string, bool> isOurs)
    {
        foreach (var type in module.GetTypes())
        {
            var outermost = Outermost(type);
            if (IsAdded(outermost))
            {
                continue;
            }

            foreach (var (member, reference) in All(type))
            {
                foreach (var target in Named(reference))
                {
                    var assembly = AssemblyOf(target);
                    if (!IsAdded(target) && isOurs(assembly) && (target.Namespace != outermost.Namespace || assembly != module.Assembly.Name.Name))
                    {
                        yield return new NamespaceArrow(outermost.Namespace, target.Namespace, outermost.FullName, member, target.FullName, assembly);
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Member, TypeReference Reference)> All(TypeDefinition type)
    {
        var here = type.DeclaringType is null ? type.Name : Outermost(type).Name + "/" + type.Name;
        return Declared(type).Select(reference => (here, reference))
            .Concat(type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType).Select(reference => (field.Name, reference))))
            .Concat(type.Properties.SelectMany(property => Attributes(property).Append(property.PropertyType).Select(reference => (property.Name, reference))))
            .Concat(type.Events.SelectMany(one => Attributes(one).Append(one.EventType).Select(reference => (one.Name, reference))))
            .Concat(type.Methods.SelectMany(method => Signature(method).Concat(Body(method)).Select(reference => (method.Name, reference))));
    }

    private static IEnumerable<TypeReference> Declared(TypeDefinition type)
    {
        var references = Attributes(type).Concat(Parameters(type))
            .Concat(type.Interfaces.SelectMany(one => Attributes(one).Append(one.InterfaceType)));
        return type.BaseType is null ? references : references.Append(type.BaseType);
    }

    private static IEnumerable<TypeReference> Signature(MethodDefinition method) =>
        Attributes(method).Concat(Parameters(method))
            .Concat(Attributes(method.MethodReturnType)).Append(method.ReturnType)
            .Concat(method.Parameters.SelectMany(parameter => Attributes(parameter).Append(parameter.ParameterType)))
            .Concat(method.Overrides.SelectMany(Method));

    private static IEnumerable<TypeReference> Body(MethodDefinition method)
    {
        if (!method.HasBody)
        {
            return [];
        }

        return method.Body.Variables.Select(variable => variable.VariableType)
            .Concat(method.Body.ExceptionHandlers.Where(handler => handler.CatchType is not null).Select(handler => handler.CatchType))
            .Concat(method.Body.Instructions.SelectMany(instruction => Operand(instruction.Operand)));
    }

    private static IEnumerable<TypeReference> Operand(object? operand) => operand switch
    {
        TypeReference type => [type],
        MethodReference method => Method(method),
        FieldReference field => [field.DeclaringType, field.FieldType],
        CallSite site => site.Parameters.Select(parameter => parameter.ParameterType).Append(site.ReturnType),
        _ => [],
    };

    private static IEnumerable<TypeReference> Method(MethodReference method)
    {
        var references = method.Parameters.Select(parameter => parameter.ParameterType).Append(method.DeclaringType).Append(method.ReturnType);
        return method is GenericInstanceMethod generic ? references.Concat(generic.GenericArguments) : references;
    }

    private static IEnumerable<TypeReference> Parameters(IGenericParameterProvider provider) =>
        provider.GenericParameters.SelectMany(parameter =>
            Attributes(parameter).Concat(parameter.Constraints.SelectMany(constraint => Attributes(constraint).Append(constraint.ConstraintType))));

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(attribute => Method(attribute.Constructor)
            .Concat(attribute.ConstructorArguments.SelectMany(Argument))
            .Concat(attribute.Fields.Concat(attribute.Properties).SelectMany(named => Argument(named.Argument))));

    private static IEnumerable<TypeReference> Argument(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [argument.Type, type],
        CustomAttributeArgument boxed => Argument(boxed),
        CustomAttributeArgument[] items => items.SelectMany(Argument),
        _ => [argument.Type],
    };

    /// <summary>The types with a name that a reference is made of, each as its outermost type.</summary>
    private static IEnumerable<TypeReference> Named(TypeReference reference) => reference switch
    {
        GenericParameter => [],
        GenericInstanceType generic => Named(generic.ElementType).Concat(generic.GenericArguments.SelectMany(Named)),
        RequiredModifierType modified => Named(modified.ElementType).Concat(Named(modified.ModifierType)),
        OptionalModifierType modified => Named(modified.ElementType).Concat(Named(modified.ModifierType)),
        FunctionPointerType function => function.Parameters.SelectMany(parameter => Named(parameter.ParameterType)).Concat(Named(function.ReturnType)),
        TypeSpecification wrapped => Named(wrapped.ElementType),
        _ => [Outermost(reference)],
    };

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type;
    }

    // What the compiler adds beside all namespaces: anonymous types, lists behind collection expressions, constant data.
    private static bool IsAdded(TypeReference type) => type.Namespace.Length == 0 && type.Name.StartsWith('<');

    private static string AssemblyOf(TypeReference type) => type.Scope switch
    {
        AssemblyNameReference reference => reference.Name,
        ModuleDefinition module => module.Assembly.Name.Name,
        _ => "",
    };
}
