using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>Makes the algorithm "best-of-n".</summary>
[ExportAlgorithm("best-of-n", Description = "generates n images per prompt and selects those with the highest reward")]
public sealed class BestOfNAlgorithmFactory : ComponentFactory<IAlgorithm, BestOfNOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(BestOfNOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new BestOfNAlgorithm(options, context.Images, context.Logger.LogLine);
    }
}
