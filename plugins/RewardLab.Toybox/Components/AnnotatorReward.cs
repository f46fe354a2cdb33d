using RewardLab.Toybox.Annotation;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;

namespace RewardLab.Toybox.Components;

/// <summary>A simulated annotator's label: 1 good, 0.5 inconclusive, 0 bad.</summary>
internal sealed class AnnotatorReward(AnnotatorOptions options) : InspectionReward<ToyPrompt>($"Toybox annotator {options.Index}")
{
    private readonly Annotator _annotator = new(options.Index, (ulong)options.Seed);

    protected override ToyPrompt Read(string prompt) => ToyPrompt.Parse(prompt);

    protected override float Score(ReadOnlySpan<byte> pixels, ImageInspection inspection, ToyPrompt prompt) =>
        _annotator.Label(pixels, inspection, prompt) switch
        {
            AnnotatorLabel.Good => 1,
            AnnotatorLabel.Bad => 0,
            _ => 0.5f,
        };
}
