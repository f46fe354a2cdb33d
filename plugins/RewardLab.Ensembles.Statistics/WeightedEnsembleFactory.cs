using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>Makes the weighted mean of rewards.</summary>
[ExportEnsemble("weighted", Description = "weighted mean of the rewards")]
public sealed class WeightedEnsembleFactory : ComponentFactory<IEnsemble, WeightedOptions>
{
    /// <inheritdoc />
    protected override IEnsemble Create(WeightedOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new WeightedEnsemble(options.Weights);
    }
}
