using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Experiments;

/// <summary>An experiment composed of components: what the editor's Hierarchy shows,
/// an experiment's file holds and <see cref="Recipes.Lab.Experiment"/> runs.</summary>
/// <remarks>Any part may still be missing: <see cref="ExperimentProblems"/> tells what it lacks.</remarks>
public sealed record Experiment
{
    /// <summary>The greatest number of images of a prompt.</summary>
    public const int MaxImagesPerPrompt = 65_536;

    /// <summary>Reads a number of images.</summary>
    /// <param name="text">The number.</param>
    /// <param name="count">What it is.</param>
    /// <returns>Whether it is one, and in its range.</returns>
    public static bool TryReadImagesPerPrompt(string? text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MaxImagesPerPrompt;

    /// <summary>The image model; null for none yet.</summary>
    public ComponentReference? Model { get; init; }

    /// <summary>The prompts to generate images for.</summary>
    public ExperimentPrompts Prompts { get; init; } = new();

    /// <summary>Images generated of each prompt where there is no optimizer that says how many. Default 16; range 1 to 65,536.</summary>
    public int ImagesPerPrompt { get; init; } = 16;

    /// <summary>The reward that is optimised, or measured where there is no optimizer; null for none yet.</summary>
    public RewardNode? Reward { get; init; }

    /// <summary>The optimizer; null to generate images and score them.</summary>
    public ComponentReference? Optimizer { get; init; }

    /// <summary>Rewards that are measured and never optimised, each of its own name.</summary>
    public IReadOnlyList<HeldOutReward> HeldOutRewards { get; init; } = [];
}
