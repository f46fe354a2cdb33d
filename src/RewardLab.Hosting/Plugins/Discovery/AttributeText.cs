using System.Reflection.Metadata;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>The strings of a custom attribute whose arguments are all strings, decoded by hand: a hostile signature decides nothing here.</summary>
/// <remarks>ECMA-335, II.23.3.</remarks>
internal sealed class AttributeText
{
    private const ushort Prolog = 1;
    private const byte StringType = 0x0E;
    private readonly Dictionary<string, string> _named;

    private AttributeText(string[] arguments, Dictionary<string, string> named)
    {
        Arguments = arguments;
        _named = named;
    }

    /// <summary>The constructor's arguments; null reads as empty.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>A property set by name, or the empty string.</summary>
    public string Named(string name) => _named.GetValueOrDefault(name, "");

    /// <summary>The name of the attribute's type where an assembly of the given name defines it in a namespace of the same name, else null.</summary>
    public static string? TypeName(MetadataReader metadata, CustomAttributeHandle handle, string assemblyName)
    {
        var constructor = metadata.GetCustomAttribute(handle).Constructor;
        if (constructor.Kind != HandleKind.MemberReference)
        {
            return null;
        }

        var parent = metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
        {
            return null;
        }

        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return type.ResolutionScope.Kind == HandleKind.AssemblyReference
            && metadata.StringComparer.Equals(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name, assemblyName)
            && metadata.StringComparer.Equals(type.Namespace, assemblyName)
            ? metadata.GetString(type.Name)
            : null;
    }

    /// <summary>The text of one of .NET's attributes of an assembly, such as AssemblyCompanyAttribute; empty where it has none, or a damaged one.</summary>
    public static string OfAssembly(MetadataReader metadata, string attributeName)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            if (metadata.GetCustomAttribute(handle).Constructor is { Kind: HandleKind.MemberReference } constructor
                && metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } parent
                && metadata.GetTypeReference((TypeReferenceHandle)parent) is var type
                && metadata.StringComparer.Equals(type.Namespace, "System.Reflection")
                && metadata.StringComparer.Equals(type.Name, attributeName))
            {
                var value = metadata.GetBlobReader(metadata.GetCustomAttribute(handle).Value);
                return value.ReadUInt16() == Prolog ? value.ReadSerializedString() ?? "" : "";
            }
        }

        return "";
    }

    /// <summary>Reads the strings.</summary>
    /// <exception cref="RewardLabException">The attribute's value is not what its constructor says.</exception>
    public static AttributeText Read(MetadataReader metadata, CustomAttributeHandle handle, int argumentCount)
    {
        var value = metadata.GetBlobReader(metadata.GetCustomAttribute(handle).Value);
        if (value.ReadUInt16() != Prolog)
        {
            throw new RewardLabException("One of its RewardLab attributes is damaged.");
        }

        var arguments = new string[argumentCount];
        for (var i = 0; i < argumentCount; i++)
        {
            arguments[i] = value.ReadSerializedString() ?? "";
        }

        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = value.ReadUInt16(); left > 0; left--)
        {
            value.ReadByte(); // field or property
            if (value.ReadByte() != StringType)
            {
                throw new RewardLabException("One of its RewardLab attributes contains something other than text.");
            }

            var name = value.ReadSerializedString() ?? "";
            named[name] = value.ReadSerializedString() ?? "";
        }

        return new AttributeText(arguments, named);
    }
}
