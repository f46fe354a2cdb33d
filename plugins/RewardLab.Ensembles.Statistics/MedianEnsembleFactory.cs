using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>Makes the ensemble "median".</summary>
[ExportEnsemble("median", Description = "median of the rewards")]
public sealed class MedianEnsembleFactory : ComponentFactory<IEnsemble, NoOptions>
{
    /// <inheritdoc />
    protected override IEnsemble Create(NoOptions options, ComponentContext context) => new MedianEnsemble();
}
