using RewardLab.Abstractions;
using RewardLab.Toybox.Annotation;

namespace RewardLab.Toybox.Components;

/// <summary>Makes "toybox-preference": what simulated people choose by.</summary>
[ExportReward("toybox-preference", Description = "utility that simulated preferences follow, in log-odds: correctness, closeness, fidelity and appeal")]
public sealed class PreferenceRewardFactory : ComponentFactory<IRewardModel, PreferenceOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(PreferenceOptions options, ComponentContext context) => new PreferenceReward(options);
}
