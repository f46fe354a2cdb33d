using RewardLab.Abstractions;

namespace RewardLab.Toybox.Components;

/// <summary>Makes "toybox-truth": what an inspector reads off the image against the prompt.</summary>
[ExportReward("toybox-truth", Description = "1 if the image shows exactly what the prompt asks for, else 0")]
public sealed class GroundTruthRewardFactory : ComponentFactory<IRewardModel, NoOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(NoOptions options, ComponentContext context) => new GroundTruthReward();
}
