using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>Diffusion negative-aware fine-tuning (Zheng et al., arXiv:2509.16117), of diffusion models and of flows.</summary>
internal sealed class NftAlgorithm(NftOptions options, ComponentContext components) : IAlgorithm
{
    public string Name => "nft";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (options.ImagesPerPrompt < 2 && options.SamplesPerEpoch <= context.Prompts.Count)
        {
            throw new RewardLabException(
                $"{options.Name}: an image is compared with the others of its prompt, but an epoch has one of each. "
                + $"Set imagesPerPrompt to 2 or more, or samplesPerEpoch to {2 * context.Prompts.Count} or more.");
        }

        if (options.UpdatesPerEpoch > options.SamplesPerEpoch)
        {
            throw new RewardLabException(
                $"{options.Name}: updatesPerEpoch is {options.UpdatesPerEpoch}, more than the {options.SamplesPerEpoch} images of an epoch (samplesPerEpoch). "
                + "Decrease it, or sample more.");
        }

        if (options.AdapterFormat == LoraLayout.Kohya && TrainedModel.From(context.Model) is TrainedModel.FlowModel)
        {
            throw new RewardLabException($"{options.Name}: adapterFormat 'kohya' has no names for a flow model's layers. Use diffusers or peft.");
        }

        var plan = new TrainingPlan(
            options.Epochs,
            options.GuidanceScale,
            new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = options.WeightDecay },
            new FlowRandomness(FlowNoise.Sde, FlowRandomness.DefaultLevel))
        {
            TrainsUnguided = true,
            KeepsOldPolicy = true,
        };
        using var session = new FineTuningSession(options, plan, context, components);
        new NftTrainer(options, session).Run(cancellationToken);
    }
}
