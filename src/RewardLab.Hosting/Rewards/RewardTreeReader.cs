using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Text;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Rewards;

/// <summary>Turns YAML nodes into a reward tree.</summary>
internal sealed class RewardTreeReader
{
    private const int DeepestNesting = 32;

    private readonly string _name;

    public RewardTreeReader(string name) => _name = name;

    public RewardNode Read(YamlNode node) => Read(node, depth: 0);

    /// <summary>A component by its id alone, or by a map with the key id and its options.</summary>
    public ComponentReference ReadReference(YamlNode node, string what) => node switch
    {
        YamlScalarNode { Value: { Length: > 0 } id } => new ComponentReference(FormerNames.Component(id)),
        YamlMappingNode options when Find(options, RewardTreeKeys.Id) is not null => Component(options, RewardTreeKeys.Id, []),
        _ => throw Error(node, $"{(what[0] is 'o' ? "an" : "a")} {what} is an id, or a map with the key id."),
    };

    private RewardNode Read(YamlNode node, int depth)
    {
        if (node is not YamlMappingNode map || depth > DeepestNesting)
        {
            throw Error(node, depth > DeepestNesting ? "the tree is nested too deeply." : "a reward is a map with the key reward, textNorm or ensemble.");
        }

        var keys = map.Children.Select(pair => (pair.Key as YamlScalarNode)?.Value ?? throw Error(pair.Key, "a key must be plain text.")).ToArray();
        var forms = RewardTreeKeys.Forms.Where(keys.Contains).ToArray();
        return forms switch
        {
            [RewardTreeKeys.Reward] => new RewardModelNode(ReadModel(map)),
            [RewardTreeKeys.TextNorm] => ReadTextNorm(map, depth),
            [RewardTreeKeys.Ensemble] => ReadEnsemble(map, depth),
            [] => throw Error(
                map, $"a reward needs one of the keys reward, textNorm and ensemble; this one has {(keys.Length == 0 ? "none" : string.Join(", ", keys))}."),
            _ => throw Error(map, $"a reward has one of the keys reward, textNorm and ensemble, not {string.Join(" and ", forms)}."),
        };
    }

    // Its options stand beside its id, or with it in a map of their own, where they may have names that mean something else in a tree.
    private ComponentReference ReadModel(YamlMappingNode map)
    {
        if (Find(map, RewardTreeKeys.Reward) is not YamlMappingNode own)
        {
            return Component(map, RewardTreeKeys.Reward, []);
        }

        return map.Children.Count == 1
            ? ReadReference(own, RewardTreeKeys.Reward)
            : throw Error(map, "options of a reward stand beside its id: where 'reward' is a map, put all of them into it.");
    }

    private TextNormNode ReadTextNorm(YamlMappingNode map, int depth)
    {
        var generator = Find(map, RewardTreeKeys.Generator) ?? throw Error(map, "textNorm needs a generator, such as 'generator: counting'.");
        return new TextNormNode(Read(Find(map, RewardTreeKeys.TextNorm)!, depth + 1), ReadReference(generator, "generator"), ReadOptions(map));
    }

    private TextNormOptions ReadOptions(YamlMappingNode map)
    {
        var options = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (keyNode, valueNode) in map.Children)
        {
            if (keyNode is YamlScalarNode { Value: { } key } && key is not (RewardTreeKeys.TextNorm or RewardTreeKeys.Generator))
            {
                options[key] = Value(key, valueNode);

                // One at a time first, so that an error has the place of its own key.
                Bind(new Dictionary<string, object?>(StringComparer.Ordinal) { [key] = options[key] }, keyNode);
            }
        }

        return Bind(options, map);
    }

    private TextNormOptions Bind(Dictionary<string, object?> options, YamlNode node)
    {
        try
        {
            return TextNormBinder.Bind(options);
        }
        catch (RewardLabException exception)
        {
            throw Error(node, exception.Message);
        }
    }

    private object? Value(string key, YamlNode node) =>
        YamlValue.TryRead(node, out var value) ? value : throw Error(node, $"option '{key}' is nested too deeply or has keys that are not text.");

    private EnsembleNode ReadEnsemble(YamlMappingNode map, int depth) =>
        Find(map, RewardTreeKeys.Members) is YamlSequenceNode { Children.Count: > 0 } members
            ? new EnsembleNode(
                Component(map, RewardTreeKeys.Ensemble, [RewardTreeKeys.Members]), [.. members.Children.Select(member => Read(member, depth + 1))])
            : throw Error(map, "an ensemble needs members, a list of at least one reward.");

    private ComponentReference Component(YamlMappingNode map, string idKey, string[] reserved)
    {
        var id = Find(map, idKey) is YamlScalarNode { Value: { Length: > 0 } text }
            ? FormerNames.Component(text)
            : throw Error(map, $"the value of {idKey} must be the id of a component.");
        var options = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (keyNode, valueNode) in map.Children)
        {
            var key = ((keyNode as YamlScalarNode)?.Value) ?? throw Error(keyNode, "a key must be plain text.");
            if (key != idKey && !reserved.Contains(key) && !FormerNames.IsDropped(id, key))
            {
                options[key] = Value(key, valueNode);
            }
        }

        return new ComponentReference(id, options);
    }

    private static YamlNode? Find(YamlMappingNode map, string key) =>
        map.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode scalar && scalar.Value == key).Value;

    private RewardLabException Error(YamlNode node, string message) => new($"{_name}({node.Start.Line},{node.Start.Column}): {message}");
}
