using RewardLab.Abstractions;

namespace RewardLab.Toybox.Training;

/// <summary>Makes the optimizer "toybox-train-vocabulary".</summary>
[ExportOptimizer("toybox-train-vocabulary", Description = "learns Toybox's vocabulary")]
public sealed class VocabularyTrainingFactory : ComponentFactory<IOptimizer, NoOptions>
{
    /// <inheritdoc />
    protected override IOptimizer Create(NoOptions options, ComponentContext context)
    {
        return new VocabularyTraining();
    }
}
