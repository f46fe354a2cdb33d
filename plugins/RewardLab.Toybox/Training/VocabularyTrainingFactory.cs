using RewardLab.Abstractions;

namespace RewardLab.Toybox.Training;

/// <summary>Makes the algorithm "toybox-train-vocabulary".</summary>
[ExportAlgorithm("toybox-train-vocabulary", Description = "learns Toybox's vocabulary")]
public sealed class VocabularyTrainingFactory : ComponentFactory<IAlgorithm, NoOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(NoOptions options, ComponentContext context)
    {
        return new VocabularyTraining();
    }
}
