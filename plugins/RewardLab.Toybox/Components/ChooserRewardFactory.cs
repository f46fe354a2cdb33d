using RewardLab.Abstractions;
using RewardLab.Toybox.Annotation;

namespace RewardLab.Toybox.Components;

/// <summary>Makes "toybox-chooser": what simulated people choose by.</summary>
[ExportReward("toybox-chooser", Description = "what simulated people choose between pictures by, in log-odds: truth, closeness, fidelity and appeal")]
public sealed class ChooserRewardFactory : ComponentFactory<IRewardModel, PreferenceOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(PreferenceOptions options, ComponentContext context) => new ChooserReward(options);
}
