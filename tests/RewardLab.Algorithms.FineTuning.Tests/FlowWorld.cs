using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Models.Sd3;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>A flow model with random weights that generates 16 x 16 images.</summary>
internal static class FlowWorld
{
    // Flow-GRPO: groups of images of one prompt, few steps in training, a divergence from the base.
    public static DdpoOptions Options { get; } = TinyWorld.Ddpo with
    {
        SamplesPerEpoch = 8,
        ImagesPerPrompt = 4,
        Normalization = AdvantageNormalization.FlowGroup,
        KlOf = RegularizerType.FlowStep,
        KlWeight = 0.04,
        UpdatesPerEpoch = 2,
        EvaluationSteps = 5,
        NoiseLevel = 0.7,
    };

    public static FlowImageModel Model()
    {
        random.manual_seed(12);
        var transformer = new Sd3Transformer(new Sd3TransformerConfig
        {
            SampleSize = 8, InChannels = 4, OutChannels = 4, LayerCount = 2, HeadSize = 8, HeadCount = 2, JointAttentionDim = 24, CaptionProjectionDim = 16,
            PooledProjectionDim = 16, PosEmbedMaxSize = 8, DualAttentionLayers = [0], NormalizesQueriesAndKeys = true,
        });
        var autoencoder = new AutoencoderKL(AutoencoderKLConfig.Parse(
            """
            {"block_out_channels": [8, 8], "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"],
             "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"],
             "norm_num_groups": 4, "shift_factor": 0.06, "scaling_factor": 1.5, "use_quant_conv": false, "use_post_quant_conv": false}
            """,
            "vae"));
        var tokenizer = new ClipTokenizer(ClipBpeVocabulary.FromMerges([]), new ClipTokenizerOptions { MaxLength = 12, PadToken = "!" });
        var parts = new FlowPipelineParts(
            tokenizer, Text(), tokenizer, Text(), null, null, transformer, autoencoder, new FlowScheduler(new FlowSchedulerConfig { Shift = 3 }));
        return new FlowImageModel("tiny-flow", new FlowPipeline(parts), new GenerationOptions { MaxSequenceLength = 4 });
    }

    public static void Optimise(FineTuningOptions options, IRun run, IRewardModel reward, CancellationToken cancellationToken)
    {
        using var model = Model();
        TinyWorld.Algorithm(options, TinyWorld.Components(run.Log)).Run(
            new OptimizationContext
            {
                Model = model,
                Reward = reward,
                Prompts = TinyWorld.Prompts,
                HeldOutRewards = [new PixelReward("heldOut", static (red, _, blue) => blue - red)],
                Run = run,
            },
            cancellationToken);
    }

    private static ClipTextModelWithProjection Text() => new(new ClipTextConfig
    {
        VocabularySize = 520, HiddenSize = 8, IntermediateSize = 16, LayerCount = 2, HeadCount = 2, MaxTokenCount = 12, EndOfTextId = 513, ProjectionSize = 8,
    });
}
