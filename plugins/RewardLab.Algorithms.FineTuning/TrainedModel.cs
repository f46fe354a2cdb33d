using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>The model that is fine-tuned, of whichever kind: what a session needs of it.</summary>
internal abstract class TrainedModel
{
    /// <summary>The model's name, for settings and messages.</summary>
    public abstract string Name { get; }

    /// <summary>How it generates unless told otherwise.</summary>
    public abstract GenerationOptions Options { get; }

    /// <summary>The adapter that it generates with; null for none.</summary>
    public abstract LoraAdapter? Adapter { get; }

    /// <summary>The parts that adapters can be put on, by name.</summary>
    public abstract IReadOnlyDictionary<string, nn.Module> Parts { get; }

    /// <summary>The name of the part that denoises.</summary>
    public abstract string Denoiser { get; }

    /// <summary>Floating-point type that the denoiser computes in.</summary>
    public abstract ScalarType ComputeType { get; }

    /// <summary>Whether the denoiser's blocks are computed again for the gradient.</summary>
    public abstract bool RecomputesBlocks { set; }

    /// <summary>How many of a prompt's last tokens no text encoder sees.</summary>
    public abstract int CutTokens(string prompt, GenerationOptions options);

    /// <summary>Ends of the names of the layers that are adapted.</summary>
    public virtual IReadOnlyList<string> Targets(FineTuningOptions options) => options.Targets;

    /// <summary>The model's steps as a policy.</summary>
    /// <exception cref="RewardLabException">The algorithm does not train such models, or an option is out of range.</exception>
    public abstract IDenoisingPolicy CreatePolicy(LoraAdapter adapter, GenerationOptions generation, TrainingPlan plan);

    /// <summary>Noises clean latents, as the model was trained on images.</summary>
    /// <param name="original">x_0, [batch, channels, height, width].</param>
    /// <param name="noise">Standard normal values of the same shape.</param>
    /// <param name="times">What the denoiser is told of each, as <see cref="IDenoisingPolicy.StepTimes"/> has it, [batch].</param>
    /// <returns>x_t, of the same shape.</returns>
    public abstract Tensor AddNoise(Tensor original, Tensor noise, double[] times);

    /// <summary>The steps as DDPO samples and trains them.</summary>
    /// <exception cref="RewardLabException">An option is out of range.</exception>
    public IDenoisingPolicy CreatePolicy(LoraAdapter adapter, DdpoOptions options)
    {
        var plan = TrainingPlan.From(options);
        return CreatePolicy(adapter, Generation(options, plan), plan);
    }

    /// <summary>How the model generates while it is fine-tuned.</summary>
    public GenerationOptions Generation(FineTuningOptions options, TrainingPlan plan) => Options with
    {
        NumInferenceSteps = options.NumInferenceSteps, GuidanceScale = plan.GuidanceScale, Eta = options.Eta, BatchSize = options.SampleBatchSize,
    };

    /// <summary>Puts a fresh adapter on the model.</summary>
    /// <exception cref="RewardLabException">It does not fit the model.</exception>
    public LoraAdapter Attach(FineTuningOptions options, SeedStream seeds)
    {
        var lora = new LoraOptions
        {
            Rank = options.Rank,
            Alpha = options.Alpha,
            Targets = options.TrainTextEncoder ? [.. Targets(options), .. LoraOptions.TextEncoderTargets] : Targets(options),
        };
        var adapted = Parts.Where(part => options.TrainTextEncoder || part.Key == Denoiser)
            .ToDictionary(part => part.Key, part => part.Value, StringComparer.Ordinal);
        return LoraAdapter.Attach(adapted, lora, seeds, Adapter);
    }

    /// <summary>Denoising steps with gradients that fit into memory at once.</summary>
    public abstract int StepsAtOnce(IReadOnlyList<long> latentShape, bool isGuided);

    /// <summary>Wraps what an experiment names; null where it cannot be trained.</summary>
    public static TrainedModel? From(IImageModel? model) => model switch
    {
        ITrainableImageModel diffusion => new DiffusionModel(diffusion),
        ITrainableFlowModel flow => new FlowModel(flow),
        _ => null,
    };

    /// <summary>A model of diffusion, which steps by DDIM.</summary>
    internal sealed class DiffusionModel(ITrainableImageModel model) : TrainedModel
    {
        public override string Name => model.Name;

        public override GenerationOptions Options => model.Options;

        public override LoraAdapter? Adapter => model.Adapter;

        public override IReadOnlyDictionary<string, nn.Module> Parts => Pipeline.Parts;

        public override string Denoiser => LoraLayerName.UNet;

        public override ScalarType ComputeType => Pipeline.ComputeType;

        public override bool RecomputesBlocks
        {
            set => Pipeline.UNet.RecomputesBlocks = value;
        }

        /// <summary>The model's parts.</summary>
        public TextToImagePipeline Pipeline { get; } = model.Pipeline;

        public override int CutTokens(string prompt, GenerationOptions options) => Pipeline.CutTokens(prompt, options.PromptChunks);

        public override IDenoisingPolicy CreatePolicy(LoraAdapter adapter, GenerationOptions generation, TrainingPlan plan) =>
            new DenoisingPolicy(Pipeline, adapter, generation);

        public override Tensor AddNoise(Tensor original, Tensor noise, double[] times) =>
            Pipeline.Scheduler.AddNoise(original, noise, tensor(Array.ConvertAll(times, time => (long)time), device: original.device));

        public override int StepsAtOnce(IReadOnlyList<long> latentShape, bool isGuided) => DenoiserMemory.StepsAtOnce(Pipeline, latentShape, isGuided);
    }

    /// <summary>A flow, which steps at random by a stochastic differential equation.</summary>
    internal sealed class FlowModel(ITrainableFlowModel model) : TrainedModel
    {
        private readonly FlowPipeline _pipeline = model.Pipeline;

        public override string Name => model.Name;

        public override GenerationOptions Options => model.Options;

        public override LoraAdapter? Adapter => model.Adapter;

        public override IReadOnlyDictionary<string, nn.Module> Parts => _pipeline.Parts;

        public override string Denoiser => LoraLayerName.Transformer;

        public override ScalarType ComputeType => _pipeline.ComputeType;

        public override bool RecomputesBlocks
        {
            set => _pipeline.Transformer.RecomputesBlocks = value;
        }

        // A U-Net's four projections, where none are named, are not a transformer's eight.
        public override IReadOnlyList<string> Targets(FineTuningOptions options) =>
            options.Targets.SequenceEqual(LoraOptions.AttentionTargets, StringComparer.Ordinal) ? LoraOptions.JointAttentionTargets : options.Targets;

        public override int CutTokens(string prompt, GenerationOptions options) => _pipeline.CutTokens(prompt, options.MaxSequenceLength);

        public override IDenoisingPolicy CreatePolicy(LoraAdapter adapter, GenerationOptions generation, TrainingPlan plan) => plan.Flow is { } random
            ? new FlowPolicy(_pipeline, adapter, generation with { SkipLayerGuidanceScale = 0 }, random)
            : throw new RewardLabException($"{Name} is a flow model, which this algorithm does not train; use ddpo or nft.");

        public override Tensor AddNoise(Tensor original, Tensor noise, double[] times)
        {
            var trainSteps = _pipeline.Scheduler.Config.NumTrainTimesteps;
            return FlowScheduler.AddNoise(original, noise, tensor(Array.ConvertAll(times, time => (float)(time / trainSteps)), device: original.device));
        }

        public override int StepsAtOnce(IReadOnlyList<long> latentShape, bool isGuided) => DenoiserMemory.StepsAtOnce(_pipeline, latentShape, isGuided);
    }
}
