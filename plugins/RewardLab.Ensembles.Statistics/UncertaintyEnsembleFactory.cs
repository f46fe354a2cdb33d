using RewardLab.Abstractions;

namespace RewardLab.Ensembles.Statistics;

/// <summary>Makes the mean of the rewards minus a penalty on their variance.</summary>
[ExportEnsemble("uncertainty", Description = "mean of the rewards minus lambda times their variance")]
public sealed class UncertaintyEnsembleFactory : ComponentFactory<IEnsemble, UncertaintyOptions>
{
    /// <inheritdoc />
    protected override IEnsemble Create(UncertaintyOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new UncertaintyEnsemble(options.Lambda);
    }
}
