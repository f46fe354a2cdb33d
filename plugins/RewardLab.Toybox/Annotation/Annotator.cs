using RewardLab.Abstractions;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Annotation;

/// <summary>A simulated person who says whether images match prompts, and is sometimes wrong or in doubt. Safe from any thread.</summary>
/// <remarks>The same image, prompt, annotator and seed give the same label. Rates are in <see cref="AnnotatorProfile"/>.</remarks>
public sealed class Annotator
{
    /// <summary>Number of annotators.</summary>
    public const int Count = 3;

    private readonly AnnotatorProfile _profile;
    private readonly SeedStream _seeds;

    /// <summary>Creates the annotator of an index; the same index and seed give the same labels.</summary>
    /// <param name="index">0 careful, 1 average, 2 hasty.</param>
    /// <param name="seed">Another seed gives a person with the same rates who errs elsewhere.</param>
    /// <exception cref="RewardLabException">There is no annotator of that index.</exception>
    public Annotator(int index, ulong seed)
    {
        if (index is < 0 or >= Count)
        {
            throw new RewardLabException($"Toybox has annotators 0 to {Count - 1}, not {index}.");
        }

        _profile = AnnotatorProfile.All[index];
        _seeds = SeedStream.Create(seed, $"annotator-{index}");
    }

    /// <summary>Labels an image.</summary>
    /// <param name="pixels">8-bit RGB, [64, 64, 3].</param>
    /// <param name="prompt">What it should show.</param>
    /// <exception cref="RewardLabException">The image has another size.</exception>
    public AnnotatorLabel Label(ReadOnlySpan<byte> pixels, ToyPrompt prompt) => Label(pixels, Inspector.Inspect(pixels), prompt);

    /// <summary>Labels an image that is inspected already.</summary>
    /// <param name="pixels">The inspected image; it decides the draw.</param>
    /// <param name="inspection">What it shows.</param>
    /// <param name="prompt">What it should show.</param>
    public AnnotatorLabel Label(ReadOnlySpan<byte> pixels, ImageInspection inspection, ToyPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(prompt);
        var random = new ToyRandom(_seeds.Child(prompt.Text)[unchecked((long)Fnv1a.Hash(pixels))]);
        var flaw = 1 - inspection.Fidelity;
        if (random.NextBool(_profile.DoubtRate + (_profile.PoorDoubtRate * flaw)))
        {
            return AnnotatorLabel.Inconclusive;
        }

        var crowd = _profile.CrowdRate * Math.Max(0, prompt.Counts.Total - 2);
        var wrongObjects = inspection.WrongObjects(prompt) + inspection.UnknownCount;
        var goodRate = wrongObjects == 0
            ? 1 - _profile.MissRate - crowd - (_profile.Strictness * flaw)
            : (_profile.OverlookRate + crowd) * Math.Exp(1 - wrongObjects);
        return random.NextBool(goodRate) ? AnnotatorLabel.Good : AnnotatorLabel.Bad;
    }
}
