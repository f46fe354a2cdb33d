using RewardLab.Abstractions;

namespace RewardLab.Rewards.Images;

/// <summary>Makes "jpeg-incompressibility": the kilobytes of the image as JPEG of quality 95 (Black et al., ICLR 2024; ddpo-pytorch's
/// jpeg_incompressibility). The prompt does not matter, and nothing is downloaded.</summary>
[ExportReward("jpeg-incompressibility", Description = "the size of the image as JPEG of quality 95, in kilobytes, whatever the prompt")]
public sealed class JpegIncompressibilityFactory : ComponentFactory<IRewardModel, NoOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(NoOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new JpegSizeReward("jpeg-incompressibility", context.Images, sign: 1);
    }
}
