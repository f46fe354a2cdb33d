using RewardLab.Abstractions;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Dpo;

/// <summary>Direct preference optimization of a diffusion model (Wallace et al., arXiv:2311.12908) on pairs of images of a file.</summary>
internal sealed class DpoAlgorithm(DpoOptions options, ComponentContext components) : IAlgorithm
{
    public string Name => "dpo";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var images = PreferredImages.Read(options);
        var plan = new TrainingPlan(
            DpoTrainer.EpochCount(options),
            options.GuidanceScale,
            new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = options.WeightDecay })
        {
            Data = ("preferences", images.Hash()),
        };
        using var session = new FineTuningSession(options, plan, context, components);
        if (session.IsFresh)
        {
            var (ties, prompts) = (images.Pairs.Count(pair => pair.IsTie), images.Pairs.Select(pair => pair.Prompt).Distinct(StringComparer.Ordinal).Count());
            session.Run.Log(
                $"{options.Name}: {images.Pairs.Count} pairs of {images.Files.Length} images and {prompts} prompt{(prompts == 1 ? "" : "s")}"
                + $"{(ties > 0 ? $", {ties} of them ties" : "")}.");
        }

        using var trainer = new DpoTrainer(options, images, file => components.Images.Read(file, options.ImageReading), session);
        trainer.Run(cancellationToken);
    }
}
