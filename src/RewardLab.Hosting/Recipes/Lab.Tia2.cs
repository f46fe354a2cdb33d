using RewardLab.Abstractions;
using RewardLab.Evaluation.Tia2;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Hosting.Recipes;

/// <content>Prompts of the paper's experiments.</content>
public static partial class Lab
{
    /// <summary>The prompts that the paper's authors experimented with, read from TIA2's own files.</summary>
    /// <param name="folder">TIA2's folder, which 'rewardlab data get tia2' makes.</param>
    /// <param name="set">counting, composition or comprehensive.</param>
    /// <param name="experiment">"fine-tuning" for ten prompts, "best-of-n" for thirty.</param>
    /// <exception cref="RewardLabException">The folder lacks the set's file, or it is not as published; there is no such set or experiment.</exception>
    public static IReadOnlyList<string> Tia2Prompts(string folder, string set, string experiment)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(experiment);
        var (tia2, chosen) = (new Tia2Folder(folder), Tia2Set.Parse(set));
        var places = experiment switch
        {
            "fine-tuning" => Tia2Experiment.FineTuning(chosen),
            "best-of-n" => Tia2Experiment.BestOfN(chosen),
            _ => throw new RewardLabException($"Lab.Tia2Prompts: there is no experiment '{experiment}'; use fine-tuning or best-of-n."),
        };
        return Tia2Experiment.At(chosen, [.. tia2.Prompts(chosen).Select(one => one.Prompt)], places, tia2.PathOf(chosen.PromptFile));
    }
}
