using RewardLab.Abstractions;

namespace RewardLab.Toybox.Components;

/// <summary>Makes "toybox-annotator": a person's label, with a person's errors.</summary>
[ExportReward("toybox-annotator", Description = "a simulated annotator's label: 1 good, 0.5 inconclusive, 0 bad")]
public sealed class AnnotatorRewardFactory : ComponentFactory<IRewardModel, AnnotatorOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(AnnotatorOptions options, ComponentContext context) => new AnnotatorReward(options);
}
