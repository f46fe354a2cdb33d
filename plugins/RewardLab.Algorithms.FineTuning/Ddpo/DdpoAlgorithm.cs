using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Ddpo;

/// <summary>Denoising diffusion policy optimization (Black et al., arXiv:2305.13301), by importance sampling or by the score function.</summary>
internal sealed class DdpoAlgorithm(DdpoOptions options, ComponentContext components) : IAlgorithm
{
    public string Name => "ddpo";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (options.Variant == PolicyVariant.ScoreFunction && options.UpdatesPerEpoch * options.InnerEpochs > 1)
        {
            throw new RewardLabException(
                $"{options.Name}: variant scoreFunction is valid for one update per epoch only. "
                + "Set updatesPerEpoch and innerEpochs to 1, or variant to clipped.");
        }

        if (options.UpdatesPerEpoch > options.SamplesPerEpoch)
        {
            throw new RewardLabException(
                $"{options.Name}: {options.SamplesPerEpoch} samples cannot be divided among {options.UpdatesPerEpoch} updates. "
                + "Increase samplesPerEpoch or decrease updatesPerEpoch.");
        }

        var isFlow = TrainedModel.From(context.Model) is TrainedModel.FlowModel;
        if (isFlow && options.AdapterFormat == LoraLayout.Kohya)
        {
            throw new RewardLabException($"{options.Name}: a flow model's LoRA is not written under kohya's names. Set adapterFormat to diffusers or peft.");
        }

        if (options.KlOf == RegularizerType.FlowStep && !isFlow)
        {
            throw new RewardLabException($"{options.Name}: klOf flowStep is for flow models, such as stable-diffusion-3. Set klOf to noise or stepMean.");
        }

        var adam = new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = options.WeightDecay };
        var plan = new TrainingPlan(
            options.Epochs, options.GuidanceScale, adam, new FlowRandomness(FlowNoise.Sde, options.NoiseLevel ?? FlowRandomness.DefaultLevel),
            options.EvaluationSteps > 0 ? options.EvaluationSteps : null);
        using var session = new FineTuningSession(options, plan, context, components);
        new DdpoTrainer(options, session).Run(cancellationToken);
    }
}
