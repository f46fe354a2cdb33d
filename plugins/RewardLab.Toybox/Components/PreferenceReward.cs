using RewardLab.Toybox.Annotation;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;

namespace RewardLab.Toybox.Components;

/// <summary>How people who choose between images value one, in log-odds.</summary>
internal sealed class PreferenceReward(PreferenceOptions options) : InspectionReward<ToyPrompt>("Toybox chooser")
{
    private readonly PreferenceSimulator _judge = new(options);

    protected override ToyPrompt Read(string prompt) => ToyPrompt.Parse(prompt);

    protected override float Score(ReadOnlySpan<byte> pixels, ImageInspection inspection, ToyPrompt prompt) =>
        (float)_judge.Utility(pixels, inspection, prompt);
}
