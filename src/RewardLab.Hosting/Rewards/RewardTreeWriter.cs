using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Rewards;

/// <summary>Turns a reward tree into YAML nodes.</summary>
internal static class RewardTreeWriter
{
    private static readonly TextNormOptions Defaults = new();

    public static YamlNode ToYaml(RewardNode node) => node switch
    {
        RewardModelNode leaf => Model(leaf.Component),
        TextNormNode textNorm => TextNorm(textNorm),
        EnsembleNode ensemble => Ensemble(ensemble),
        _ => throw new ArgumentException($"A {node.GetType().Name} is not a kind of reward.", nameof(node)),
    };

    /// <summary>A component: its id alone where it has no options.</summary>
    public static YamlNode Reference(ComponentReference reference) =>
        reference.Options.Count == 0 ? YamlValue.Key(reference.Id) : Map(RewardTreeKeys.Id, reference);

    // In a map of their own options may have any name but that of the id.
    private static YamlMappingNode Model(ComponentReference reference) => reference.Options.Keys.Any(IsReserved)
        ? new YamlMappingNode(YamlValue.Key(RewardTreeKeys.Reward), Map(RewardTreeKeys.Id, reference))
        : Component(RewardTreeKeys.Reward, reference);

    private static YamlMappingNode TextNorm(TextNormNode textNorm)
    {
        var map = new YamlMappingNode(
            YamlValue.Key(RewardTreeKeys.TextNorm), ToYaml(textNorm.Inner),
            YamlValue.Key(RewardTreeKeys.Generator), Reference(textNorm.Generator));
        foreach (var property in OptionProperties.Find(typeof(TextNormOptions)))
        {
            if (Equals(property.GetValue(textNorm.Options), property.GetValue(Defaults)))
            {
                continue;
            }

            var name = OptionProperties.Name(property);
            map.Add(YamlValue.Key(name), YamlValue.ToYaml(name, property.GetValue(textNorm.Options)));
        }

        return map;
    }

    private static YamlMappingNode Ensemble(EnsembleNode ensemble)
    {
        var map = Component(RewardTreeKeys.Ensemble, ensemble.Ensemble);
        map.Add(YamlValue.Key(RewardTreeKeys.Members), new YamlSequenceNode(ensemble.Members.Select(ToYaml)));
        return map;
    }

    private static YamlMappingNode Component(string idKey, ComponentReference reference) =>
        reference.Options.Keys.FirstOrDefault(IsReserved) is { } key ? throw Unwritable(key, reference) : Map(idKey, reference);

    private static YamlMappingNode Map(string idKey, ComponentReference reference)
    {
        var map = new YamlMappingNode(YamlValue.Key(idKey), YamlValue.Key(reference.Id));
        foreach (var (key, value) in reference.Options)
        {
            if (key == idKey)
            {
                throw Unwritable(key, reference);
            }

            map.Add(YamlValue.Key(key), YamlValue.ToYaml(key, value));
        }

        return map;
    }

    private static bool IsReserved(string key) => key == RewardTreeKeys.Members || RewardTreeKeys.Forms.Contains(key);

    private static RewardLabException Unwritable(string key, ComponentReference reference) =>
        new($"Option '{key}' of '{reference.Id}' cannot be written: in a tree's YAML that key has another meaning.");
}
