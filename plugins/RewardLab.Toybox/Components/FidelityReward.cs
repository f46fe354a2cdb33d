using RewardLab.Toybox.Inspection;

namespace RewardLab.Toybox.Components;

/// <summary>How clean the picture is, 0..1, for any prompt.</summary>
internal sealed class FidelityReward() : InspectionReward<string>("Toybox fidelity")
{
    protected override string Read(string prompt) => prompt;

    protected override float Score(ReadOnlySpan<byte> pixels, PictureInspection inspection, string prompt) => (float)inspection.Fidelity;
}
