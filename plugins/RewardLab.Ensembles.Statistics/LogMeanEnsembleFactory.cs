using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>Makes the ensemble "log-mean".</summary>
[ExportEnsemble("log-mean", Description = "geometric mean of the rewards, which must not be negative")]
public sealed class LogMeanEnsembleFactory : ComponentFactory<IEnsemble, NoOptions>
{
    /// <inheritdoc />
    protected override IEnsemble Create(NoOptions options, ComponentContext context) => new LogMeanEnsemble();
}
