using RewardLab.Abstractions;
using RewardLab.Hosting.Text;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Rewards;

/// <summary>A reward chosen once and used again: one tree, or one for each of several sets of prompts.</summary>
/// <remarks>
/// The file is a reward tree as <see cref="RewardTreeYaml"/> has it, or a map of them under the key sets:
/// <code>
/// sets:
///   counting: { ensemble: uncertainty, lambda: 0.5, members: [ ... ] }
///   composition: { ensemble: mean, members: [ ... ] }
/// </code>
/// </remarks>
public sealed class RewardPreset
{
    private const string SetsKey = "sets";
    private readonly string _name;
    private readonly RewardNode? _tree;
    private readonly Dictionary<string, RewardNode> _sets;

    private RewardPreset(string name, RewardNode? tree, Dictionary<string, RewardNode> sets) => (_name, _tree, _sets) = (name, tree, sets);

    /// <summary>The sets that have a tree of their own; none where one tree serves all.</summary>
    public IReadOnlyCollection<string> Sets => _sets.Keys;

    /// <summary>Reads a preset.</summary>
    /// <exception cref="RewardLabException">The file is missing, or is not a preset: file.yaml(line,column) and what is wrong.</exception>
    public static RewardPreset ReadFile(string path)
    {
        var root = RewardTreeYaml.LoadFile(path, "a preset of rewards");
        var reader = new RewardTreeReader(path);
        if (root is not YamlMappingNode { Children.Count: 1 } map || map.Children[0] is not { Key: YamlScalarNode { Value: SetsKey }, Value: var value })
        {
            return new RewardPreset(path, reader.Read(root), []);
        }

        if (value is not YamlMappingNode { Children.Count: > 0 } sets || sets.Children.Any(set => set.Key is not YamlScalarNode { Value.Length: > 0 }))
        {
            throw new RewardLabException($"{path}({value.Start.Line},{value.Start.Column}): {SetsKey} must be a map from splits to reward trees.");
        }

        if (sets.Children.Keys.GroupBy(key => ((YamlScalarNode)key).Value, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            var second = twice.Last();
            throw new RewardLabException($"{path}({second.Start.Line},{second.Start.Column}): the split '{twice.Key}' is there twice.");
        }

        return new RewardPreset(
            path, null, sets.Children.ToDictionary(set => ((YamlScalarNode)set.Key).Value!, set => reader.Read(set.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The tree for a set of prompts.</summary>
    /// <param name="set">The set's name; may be empty where one tree serves all.</param>
    /// <exception cref="RewardLabException">The preset has no tree for this set.</exception>
    public RewardNode For(string set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return _tree ?? _sets.GetValueOrDefault(set)
            ?? throw new RewardLabException($"{_name} has one reward per split, and none for '{set}'. {NearestName.Advice(set, [.. _sets.Keys])}");
    }
}
