using RewardLab.World.Toybox.Inspection;
using RewardLab.World.Toybox.Language;

namespace RewardLab.World.Toybox.Components;

/// <summary>1 where the picture holds exactly what the prompt asks for, else 0.</summary>
internal sealed class TruthReward() : InspectionReward<ToyPrompt>("Toybox truth")
{
    protected override ToyPrompt Read(string prompt) => ToyPrompt.Parse(prompt);

    protected override float Score(ReadOnlySpan<byte> pixels, PictureInspection inspection, ToyPrompt prompt) => inspection.IsTrue(prompt) ? 1 : 0;
}
