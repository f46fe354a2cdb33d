using RewardLab.World.Toybox.Annotation;
using RewardLab.World.Toybox.Inspection;
using RewardLab.World.Toybox.Language;

namespace RewardLab.World.Toybox.Components;

/// <summary>How people who choose between pictures value one, in log-odds.</summary>
internal sealed class ChooserReward(PreferenceOptions options) : InspectionReward<ToyPrompt>("Toybox chooser")
{
    private readonly PreferenceJudge _judge = new(options);

    protected override ToyPrompt Read(string prompt) => ToyPrompt.Parse(prompt);

    protected override float Score(ReadOnlySpan<byte> pixels, PictureInspection inspection, ToyPrompt prompt) => (float)_judge.Utility(pixels, inspection, prompt);
}
