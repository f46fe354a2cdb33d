using RewardLab.Toybox.Inspection;

namespace RewardLab.Toybox.Components;

/// <summary>How clean the image is, 0..1, for any prompt.</summary>
internal sealed class FidelityReward() : InspectionReward<string>("Toybox fidelity")
{
    public override bool IgnoresPrompts => true;

    protected override string Read(string prompt) => prompt;

    protected override float Score(ReadOnlySpan<byte> pixels, ImageInspection inspection, string prompt) => (float)inspection.Fidelity;
}
