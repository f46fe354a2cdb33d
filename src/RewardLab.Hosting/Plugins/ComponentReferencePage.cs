using System.Text;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Text;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Plugins;

/// <summary>A page about every component that active plugins bring: what it does, and each option with its default, its range and its meaning.</summary>
/// <remarks>Written from the components' attributes, option records and XML documentation, so that nothing of it is written twice.</remarks>
public sealed class ComponentReferencePage
{
    private static readonly (ComponentKind Kind, string Title)[] Chapters =
    [
        (ComponentKind.Reward, "Rewards"),
        (ComponentKind.PromptGenerator, "Prompt generators"),
        (ComponentKind.Ensemble, "Ensembles"),
        (ComponentKind.ImageModel, "Image models"),
        (ComponentKind.Algorithm, "Algorithms"),
    ];

    private readonly PluginHost _host;
    private readonly Func<string, XmlDocumentation> _documentation;
    private readonly Dictionary<string, XmlDocumentation> _read = new(StringComparer.Ordinal);

    /// <summary>A page about a host's components.</summary>
    /// <param name="host">The host.</param>
    /// <param name="documentation">The XML documentation of an assembly, by its simple name; null for the files in the plugins' folders.</param>
    public ComponentReferencePage(PluginHost host, Func<string, XmlDocumentation>? documentation = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _documentation = documentation ?? OfFolders;
    }

    /// <summary>The page as Markdown, lines ended by line feeds.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("# Components\n\n");
        text.Append("What every component does, and its options. `rewardlab components show ID` shows one of them, with those of your own plugins too.\n\n");
        var components = _host.Components.Components;
        foreach (var (kind, title) in Chapters)
        {
            text.Append($"- {title}: ").AppendJoin(", ", components.Where(one => one.Kind == kind).Select(one => $"[`{one.Id}`](#{Anchor(one)})")).Append('\n');
        }

        foreach (var (kind, title) in Chapters)
        {
            text.Append($"\n## {title}\n");
            foreach (var component in components.Where(one => one.Kind == kind))
            {
                Append(text, component);
            }
        }

        return text.ToString();
    }

    private void Append(StringBuilder text, ComponentDescription component)
    {
        // Headings are unique, so that links reach them: an id may serve two kinds.
        text.Append($"\n### {ComponentKinds.Noun(component.Kind)} {component.Id}\n\n{Sentence(component.Description)} Plugin: `{component.PluginId}`.\n");
        if (_host.FactoryOf(component) is { } factory && Documentation(factory).SummaryOf(factory) is { Length: > 0 } summary)
        {
            text.Append('\n').Append(Escape(summary)).Append('\n');
        }

        var rows = Rows(component.OptionsType, OptionsDescription.Create(component.OptionsType), "").ToArray();
        text.Append('\n').Append(rows.Length == 0
            ? "It has no options.\n"
            : new ResultTable("", ["option", "default", "takes", "meaning"], rows).ToMarkdown());
    }

    private IEnumerable<string[]> Rows(Type record, IReadOnlyList<OptionDescription> options, string group)
    {
        foreach (var option in options)
        {
            var property = OptionProperties.Find(record).First(one => OptionProperties.Name(one) == option.Name);
            var meaning = option.Description.Length > 0 ? option.Description : Documentation(record).SummaryOf(property);
            yield return
            [
                $"`{group}{option.Name}`",
                option.IsRequired ? "required" : option.DefaultText.Length > 0 ? $"`{option.DefaultText}`" : "",
                option.Range.Length > 0 ? $"{option.TypeName}, {option.Range}" : option.TypeName,
                Escape(option.IsResultInvariant ? $"{meaning} (cannot change results)" : meaning),
            ];
            var type = Nullable.GetUnderlyingType(option.Type) ?? option.Type;
            foreach (var row in Rows(type, option.Options, $"{group}{option.Name}."))
            {
                yield return row;
            }
        }
    }

    private XmlDocumentation Documentation(Type type)
    {
        var name = type.Assembly.GetName().Name ?? "";
        return _read.TryGetValue(name, out var read) ? read : _read[name] = _documentation(name);
    }

    private XmlDocumentation OfFolders(string assembly) => XmlDocumentation.Read(
        _host.List().Select(plugin => Path.Combine(File.Exists(plugin.Location) ? Path.GetDirectoryName(plugin.Location)! : plugin.Location, assembly + ".xml"))
            .FirstOrDefault(File.Exists, Path.Combine(AppContext.BaseDirectory, assembly + ".xml")));

    private static string Anchor(ComponentDescription component) =>
        $"{ComponentKinds.Noun(component.Kind)} {component.Id}".ToLowerInvariant().Replace(' ', '-').Replace(".", "", StringComparison.Ordinal);

    private static string Sentence(string text) =>
        text.Length == 0 ? "" : $"{char.ToUpperInvariant(text[0])}{Escape(text[1..])}{(text[^1] is '.' or '?' or '!' ? "" : ".")}";

    // What Markdown would take for markup.
    private static string Escape(string text) => text.Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
