using RewardLab.Abstractions;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Annotation;

/// <summary>Chooses between two images as people do: by the prompt, but by appearance too. Safe from any thread.</summary>
/// <remarks>Bradley and Terry's model (Biometrika 1952): the log-odds of preferring one image are the difference of utilities.</remarks>
public sealed class PreferenceSimulator
{
    private readonly PreferenceOptions _options;

    /// <summary>Creates a simulator with weights.</summary>
    public PreferenceSimulator(PreferenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>The utility of an image for a prompt, in log-odds.</summary>
    /// <param name="pixels">8-bit RGB, [64, 64, 3].</param>
    /// <param name="prompt">What it should show.</param>
    /// <exception cref="RewardLabException">The image has another size.</exception>
    public double Utility(ReadOnlySpan<byte> pixels, ToyPrompt prompt) => Utility(pixels, Inspector.Inspect(pixels), prompt);

    /// <summary>The utility of an image that is inspected already.</summary>
    public double Utility(ReadOnlySpan<byte> pixels, ImageInspection inspection, ToyPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(prompt);
        var wrongObjects = inspection.WrongObjects(prompt) + inspection.UnknownCount;
        return (_options.AlignmentWeight * (wrongObjects == 0 ? 1 : 0))
            + (_options.ClosenessWeight * Math.Exp(-wrongObjects))
            + (_options.FidelityWeight * inspection.Fidelity)
            + (_options.AppealWeight * ImageAppeal.Compute(pixels));
    }

    /// <summary>The probability that the first of two utilities wins.</summary>
    public static double ProbabilityOfFirst(double firstUtility, double secondUtility) => 1 / (1 + Math.Exp(secondUtility - firstUtility));

    /// <summary>Whether the first of two images is preferred.</summary>
    public bool PrefersFirst(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ToyPrompt prompt, ToyRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.NextBool(ProbabilityOfFirst(Utility(first, prompt), Utility(second, prompt)));
    }
}
