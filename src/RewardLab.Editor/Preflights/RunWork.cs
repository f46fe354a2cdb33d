using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Preflights;

/// <summary>How much an experiment without an algorithm generates, and what its time therefore depends on.</summary>
/// <param name="Images">Images of all prompts.</param>
/// <param name="Steps">Inference steps per image; null where the image model does not say.</param>
internal sealed record RunWork(long Images, long? Steps)
{
    /// <summary>In words, such as "64 images x 20 steps".</summary>
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"{Images} {(Images == 1 ? "image" : "images")}{(Steps is { } steps ? $" x {steps} steps" : "")}");

    /// <summary>How often a step is done for an image.</summary>
    public long Units => Images * (Steps ?? 1);

    /// <summary>The work of an experiment; null where an algorithm says how much it generates, or the prompts cannot be read.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="components">The components there are.</param>
    public static RunWork? From(Experiment experiment, IReadOnlyList<ComponentDescription> components)
    {
        if (experiment.Optimizer is not null || experiment.Model is not { } model)
        {
            return null;
        }

        try
        {
            var steps = ComponentOption.Find(components, ComponentKind.ImageModel, model, "numInferenceSteps");
            return new RunWork(
                (long)experiment.Prompts.Read().Count * experiment.ImagesPerPrompt,
                long.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null);
        }
        catch (RewardLabException)
        {
            return null; // the run itself says why
        }
    }
}
