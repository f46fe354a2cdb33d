using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>Makes the ensemble "worst".</summary>
[ExportEnsemble("worst", Description = "minimum of the rewards")]
public sealed class WorstCaseEnsembleFactory : ComponentFactory<IEnsemble, NoOptions>
{
    /// <inheritdoc />
    protected override IEnsemble Create(NoOptions options, ComponentContext context) => new WorstCaseEnsemble();
}
