using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Rewards;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace RewardLab.Hosting.Experiments;

/// <summary>Experiments as YAML files, which 'rewardlab run' takes.</summary>
/// <remarks>
/// Every key may be left out while an experiment is being made:
/// <code>
/// model: toybox                  # an image model by id, or a map: { id: toybox, numInferenceSteps: 20 }
/// prompts:                       # a list, or the path of a file: one prompt per line, or a table with a column prompt
/// - two cats
/// imagesPerPrompt: 16            # where there is no optimizer
/// reward:                        # a reward tree, as <see cref="RewardTreeYaml"/> has it
///   textNorm: { reward: toybox-clip }
///   generator: rules
///   scale: 10
/// optimizer: { id: ddpo, epochs: 60 }
/// heldOut:                        # by name, each a reward tree
///   truth: { reward: toybox-truth }
/// </code>
/// </remarks>
public static class ExperimentYaml
{
    private const string Noun = "an experiment";

    /// <summary>Reads an experiment's file.</summary>
    /// <exception cref="RewardLabException">The file is missing, or is not an experiment: file.yaml(line,column) and what is wrong.</exception>
    public static Experiment ReadFile(string path) => new ExperimentReader(path).Read(RewardTreeYaml.LoadFile(path, Noun));

    /// <summary>Reads an experiment.</summary>
    /// <param name="reader">The YAML.</param>
    /// <param name="name">What to call it in errors, such as its file.</param>
    /// <exception cref="RewardLabException">It is not an experiment: name(line,column) and what is wrong.</exception>
    public static Experiment Read(TextReader reader, string name) => new ExperimentReader(name).Read(RewardTreeYaml.Load(reader, name, Noun));

    /// <summary>An experiment as text, such that reading it gives the same experiment, and that one the same text.</summary>
    /// <exception cref="RewardLabException">An option's value is not a plain value, list or map.</exception>
    public static string ToText(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var map = new YamlMappingNode();
        if (experiment.Model is { } model)
        {
            map.Add(ExperimentKeys.Model, RewardTreeWriter.Reference(model));
        }

        if (!experiment.Prompts.IsEmpty)
        {
            map.Add(ExperimentKeys.Prompts, experiment.Prompts.File is { Length: > 0 } file
                ? YamlValue.ToYaml(ExperimentKeys.Prompts, file)
                : YamlValue.ToYaml(ExperimentKeys.Prompts, experiment.Prompts.Texts));
        }

        if (experiment.ImagesPerPrompt != new Experiment().ImagesPerPrompt)
        {
            map.Add(ExperimentKeys.ImagesPerPrompt, YamlValue.ToYaml(ExperimentKeys.ImagesPerPrompt, experiment.ImagesPerPrompt));
        }

        if (experiment.Reward is { } reward)
        {
            map.Add(ExperimentKeys.Reward, RewardTreeWriter.ToYaml(reward));
        }

        if (experiment.Optimizer is { } optimizer)
        {
            map.Add(ExperimentKeys.Optimizer, RewardTreeWriter.Reference(optimizer));
        }

        if (experiment.HeldOutRewards.Count > 0)
        {
            map.Add(ExperimentKeys.HeldOut, new YamlMappingNode(experiment.HeldOutRewards.Select(heldOutReward =>
                KeyValuePair.Create<YamlNode, YamlNode>(YamlValue.Key(heldOutReward.Name), RewardTreeWriter.ToYaml(heldOutReward.Reward)))));
        }

        return new SerializerBuilder().DisableAliases().WithNewLine("\n").Build().Serialize(map);
    }
}
