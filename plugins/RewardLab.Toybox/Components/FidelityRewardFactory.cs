using RewardLab.Abstractions;

namespace RewardLab.Toybox.Components;

/// <summary>Makes "toybox-fidelity": image quality, whatever the prompt.</summary>
[ExportReward("toybox-fidelity", Description = "how clean the image's objects and background are, 0 to 1, whatever the prompt")]
public sealed class FidelityRewardFactory : ComponentFactory<IRewardModel, NoOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(NoOptions options, ComponentContext context) => new FidelityReward();
}
