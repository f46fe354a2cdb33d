using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>Makes the mean of rewards.</summary>
[ExportEnsemble("mean", Description = "mean of the rewards")]
public sealed class MeanEnsembleFactory : ComponentFactory<IEnsemble, NoOptions>
{
    /// <inheritdoc />
    protected override IEnsemble Create(NoOptions options, ComponentContext context) => new MeanEnsemble();
}
