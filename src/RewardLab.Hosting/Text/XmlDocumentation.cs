using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace RewardLab.Hosting.Text;

/// <summary>What source says of types and properties: the XML file that the compiler writes beside an assembly.</summary>
public sealed class XmlDocumentation
{
    /// <summary>Documentation of nothing.</summary>
    public static readonly XmlDocumentation None = new([]);

    private readonly Dictionary<string, XElement> _members;

    private XmlDocumentation(Dictionary<string, XElement> members) => _members = members;

    /// <summary>Reads a documentation file; one that is missing or damaged documents nothing.</summary>
    /// <param name="path">The file, such as Acme.Brightness.xml.</param>
    public static XmlDocumentation Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            return None;
        }

        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var members = XDocument.Load(reader, LoadOptions.PreserveWhitespace).Descendants("member").Where(member => member.Attribute("name") is not null);
            return new XmlDocumentation(members.DistinctBy(member => member.Attribute("name")!.Value)
                .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is XmlException or IOException or UnauthorizedAccessException)
        {
            return None;
        }
    }

    /// <summary>The summary of a type on one line; empty where there is none.</summary>
    public string SummaryOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Summary($"T:{Name(type)}");
    }

    /// <summary>The summary of a property on one line; empty where there is none.</summary>
    public string SummaryOf(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.DeclaringType is { } type ? Summary($"P:{Name(type)}.{property.Name}") : "";
    }

    private static string Name(Type type) => (type.FullName ?? type.Name).Replace('+', '.');

    private string Summary(string member)
    {
        if (!_members.TryGetValue(member, out var found) || found.Element("summary") is not { } summary)
        {
            return "";
        }

        var text = new StringBuilder();
        Append(text, summary);
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement { Name.LocalName: "see" or "paramref" or "typeparamref" or "seealso" } reference when reference.IsEmpty:
                    var target = reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword") ?? reference.Attribute("href");
                    text.Append(target is null ? "" : target.Name.LocalName == "href" ? target.Value : LastName(target.Value));
                    break;
                case XElement { Name.LocalName: "para" } paragraph:
                    text.Append(' ');
                    Append(text, paragraph);
                    text.Append(' ');
                    break;
                case XElement inner:
                    Append(text, inner);
                    break;
            }
        }
    }

    // Of "P:Acme.BrightnessOptions.Weight" what a reader looks for: Weight.
    private static string LastName(string cref)
    {
        var name = cref.Split('(')[0];
        return name[(name.LastIndexOfAny(['.', ':']) + 1)..];
    }
}
