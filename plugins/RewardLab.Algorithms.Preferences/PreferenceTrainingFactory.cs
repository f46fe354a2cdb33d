using RewardLab.Abstractions;

namespace RewardLab.Algorithms.Preferences;

/// <summary>Makes the optimizer "train-reward".</summary>
[ExportOptimizer("train-reward", Description = "trains a reward on people's choices between pictures")]
public sealed class PreferenceTrainingFactory : ComponentFactory<IOptimizer, PreferenceTrainingOptions>
{
    /// <inheritdoc />
    protected override IOptimizer Create(PreferenceTrainingOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return new PreferenceTraining(options, context.Models, path => context.ReadPictureAs(path, options.ImageReading));
    }
}
