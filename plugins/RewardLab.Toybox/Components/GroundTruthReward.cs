using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;

namespace RewardLab.Toybox.Components;

/// <summary>1 if the image shows exactly what the prompt asks for, else 0.</summary>
internal sealed class GroundTruthReward() : InspectionReward<ToyPrompt>("Toybox truth")
{
    protected override ToyPrompt Read(string prompt) => ToyPrompt.Parse(prompt);

    protected override float Score(ReadOnlySpan<byte> pixels, ImageInspection inspection, ToyPrompt prompt) => inspection.IsCorrect(prompt) ? 1 : 0;
}
