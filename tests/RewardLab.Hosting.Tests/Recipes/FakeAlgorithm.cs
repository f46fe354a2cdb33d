using RewardLab.Abstractions;
using RewardLab.Hosting.Components;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Writes the options it was made with to the log.</summary>
internal sealed class FakeAlgorithm(TuningOptions options) : IAlgorithm
{
    public string Name => "tune";

    /// <summary>Makes one of its options, as the catalog of plugins does.</summary>
    public static FakeAlgorithm Create(ComponentReference reference) => new(OptionsBinder.Bind<TuningOptions>(reference.Options, "optimizer 'tune'"));

    public void Run(OptimizationContext context, CancellationToken cancellationToken) => context.Run.Log(
        FormattableString.Invariant(
            $"{options.Epochs} {options.LearningRate} [{string.Join(' ', options.Beta)}] {options.Scope} {options.Choices} {options.Limit}"));
}
