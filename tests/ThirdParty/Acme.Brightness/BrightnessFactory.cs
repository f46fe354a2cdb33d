using RewardLab.Abstractions;

[assembly: RewardLabPlugin("acme.brightness", ContractVersion.Current)]

namespace Acme.Brightness;

[ExportReward("acme-brightness", Description = "mean brightness of an image")]
public sealed class BrightnessFactory : ComponentFactory<IRewardModel, BrightnessOptions>
{
    protected override IRewardModel Create(BrightnessOptions options, ComponentContext context) => new BrightnessReward(options);
}
