using RewardLab.Abstractions;

namespace RewardLab.Algorithms.Preferences;

/// <summary>Makes the algorithm "train-reward".</summary>
[ExportAlgorithm("train-reward", Description = "trains a reward on people's preferences between images")]
public sealed class PreferenceTrainingFactory : ComponentFactory<IAlgorithm, PreferenceTrainingOptions>
{
    /// <inheritdoc />
    protected override IAlgorithm Create(PreferenceTrainingOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return new PreferenceTraining(options, context.Models, path => context.Images.Read(path, options.ImageReading));
    }
}
