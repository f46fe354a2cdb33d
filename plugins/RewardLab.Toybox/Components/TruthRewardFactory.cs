using RewardLab.Abstractions;

namespace RewardLab.Toybox.Components;

/// <summary>Makes "toybox-truth": what an inspector reads off the picture against the prompt.</summary>
[ExportReward("toybox-truth", Description = "1 where the picture holds exactly what the prompt asks for, else 0")]
public sealed class TruthRewardFactory : ComponentFactory<IRewardModel, NoOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(NoOptions options, ComponentContext context) => new TruthReward();
}
