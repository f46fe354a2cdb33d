using RewardLab.Abstractions;
using RewardLab.Hosting.Rewards;
using RewardLab.Hosting.Text;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Experiments;

/// <summary>Turns YAML nodes into an experiment.</summary>
internal sealed class ExperimentReader(string name)
{
    private readonly RewardTreeReader _trees = new(name);

    public Experiment Read(YamlNode root)
    {
        if (root is not YamlMappingNode map)
        {
            throw Error(root, $"an experiment is a map with the keys {string.Join(", ", ExperimentKeys.All)}.");
        }

        var experiment = new Experiment();
        foreach (var (keyNode, value) in map.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            experiment = key switch
            {
                ExperimentKeys.Model => experiment with { Model = _trees.ReadReference(value, "model") },
                ExperimentKeys.Prompts => experiment with { Prompts = Prompts(value) },
                ExperimentKeys.ImagesPerPrompt => experiment with { ImagesPerPrompt = ImagesPerPrompt(value) },
                ExperimentKeys.Reward => experiment with { Reward = _trees.Read(value) },
                ExperimentKeys.Optimizer => experiment with { Optimizer = _trees.ReadReference(value, "optimizer") },
                ExperimentKeys.HeldOut or FormerNames.ExperimentHeldOut => experiment with { HeldOutRewards = HeldOutRewards(value) },
                _ => throw Error(keyNode, $"an experiment has no key '{OneLine.Format(key)}'. {NearestName.Advice(key, [.. ExperimentKeys.All])}"),
            };
        }

        return experiment;
    }

    private ExperimentPrompts Prompts(YamlNode node) => node switch
    {
        YamlScalarNode { Value: { Length: > 0 } file } => new ExperimentPrompts { File = file },
        YamlSequenceNode list => new ExperimentPrompts
        {
            Texts = [.. list.Children.Select(child => (child as YamlScalarNode)?.Value ?? throw Error(child, "a prompt is plain text."))],
        },
        _ => throw Error(node, "prompts are a list of texts, or the path of a file with one prompt per line or a column prompt."),
    };

    private int ImagesPerPrompt(YamlNode node) =>
        Experiment.TryReadImagesPerPrompt((node as YamlScalarNode)?.Value, out var count)
            ? count
            : throw Error(node, $"imagesPerPrompt must be a whole number from 1 to {Experiment.MaxImagesPerPrompt}.");

    private HeldOutReward[] HeldOutRewards(YamlNode node) => node is YamlMappingNode map
        ? [.. map.Children.Select(pair => new HeldOutReward(
            (pair.Key as YamlScalarNode)?.Value is { Length: > 0 } heldOutReward ? heldOutReward : throw Error(pair.Key, "a held-out reward needs a name."),
            _trees.Read(pair.Value)))]
        : throw Error(node, "held-out rewards are a map from names to reward trees.");

    private RewardLabException Error(YamlNode node, string message) => new($"{name}({node.Start.Line},{node.Start.Column}): {message}");
}
