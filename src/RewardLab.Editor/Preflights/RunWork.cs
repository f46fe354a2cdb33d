using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Preflights;

/// <summary>How much an experiment without an algorithm generates, and what its time therefore depends on.</summary>
/// <param name="Images">Images of all prompts.</param>
/// <param name="Steps">Inference steps per image; null where the image model does not say.</param>
internal sealed record RunWork(long Images, long? Steps)
{
    private const int BytesPerPixel = 3;

    /// <summary>Width and height of an image in pixels, where the image model is told; null where it has its own.</summary>
    public (long Width, long Height)? Size { get; init; }

    /// <summary>Bytes of all images together, which a run holds until it has scored them; 0 where their size is not known.</summary>
    public long Bytes => Size is { } size ? Images * size.Width * size.Height * BytesPerPixel : 0;

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
            return new RunWork((long)experiment.Prompts.Read().Count * experiment.ImagesPerPrompt, Number("numInferenceSteps"))
            {
                Size = Number("width") is { } width && Number("height") is { } height ? (width, height) : null,
            };
        }
        catch (RewardLabException)
        {
            return null; // the run itself says why
        }

        long? Number(string option) => long.TryParse(
            ComponentOption.Find(components, ComponentKind.ImageModel, model, option), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
