using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Evaluation.Preferences;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Text;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>A model with random weights that generates 16 x 16 images, and a folder for runs.</summary>
internal sealed class TinyWorld : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rewardlab-test-").FullName;

    public static string[] Prompts { get; } = ["a cat", "two balls"];

    // The last checkpoint is delivered whatever it is worth: random models learn little, and what is tested is how.
    public static DdpoOptions Ddpo { get; } = new()
    {
        Name = "ddpo",
        Epochs = 4,
        SamplesPerEpoch = 6,
        NumInferenceSteps = 3,
        GuidanceScale = 2,
        SampleBatchSize = 4,
        EvaluationInterval = 2,
        EvaluationImages = 2,
        LearningRate = 1e-2,
        BufferMinCount = 2,
        Choose = CheckpointRule.Last,
    };

    public static RwrOptions Rwr { get; } = new()
    {
        Name = "rwr",
        Steps = 8,
        StepsPerEpoch = 2,
        BatchSize = 4,
        PoolSize = 6,
        TopK = 3,
        NumInferenceSteps = 3,
        GuidanceScale = 2,
        SampleBatchSize = 4,
        EvaluationInterval = 2,
        EvaluationImages = 2,
        LearningRate = 1e-2,
        Choose = CheckpointRule.Last,
    };

    public static NftOptions Nft { get; } = new()
    {
        Name = "nft",
        Epochs = 4,
        SamplesPerEpoch = 8,
        ImagesPerPrompt = 4,
        NumInferenceSteps = 3,
        SampleBatchSize = 4,
        EvaluationInterval = 2,
        EvaluationImages = 2,
        LearningRate = 1e-2,
        Choose = CheckpointRule.Last,
    };

    /// <summary>Options without preferences; see <see cref="Preferences"/>.</summary>
    public static DpoOptions Dpo { get; } = new()
    {
        Name = "dpo",
        Steps = 8,
        StepsPerEpoch = 2,
        BatchSize = 4,
        Beta = 50,
        NumInferenceSteps = 3,
        GuidanceScale = 2,
        SampleBatchSize = 4,
        EvaluationInterval = 2,
        EvaluationImages = 2,
        LearningRate = 1e-2,
        Choose = CheckpointRule.Last,
    };

    /// <summary>The algorithm that options are of.</summary>
    public static IAlgorithm Algorithm(FineTuningOptions options, ComponentContext components) => options switch
    {
        DdpoOptions ddpo => new FineTuning.Ddpo.DdpoAlgorithm(ddpo, components),
        NftOptions nft => new FineTuning.Nft.NftAlgorithm(nft, components),
        DpoOptions dpo => new FineTuning.Dpo.DpoAlgorithm(dpo, components),
        _ => new FineTuning.Rwr.RwrAlgorithm((RwrOptions)options, components),
    };

    public static PipelineImageModel Model()
    {
        random.manual_seed(11);
        var text = new ClipTextModel(new ClipTextConfig
        {
            VocabularySize = 520,
            HiddenSize = 16,
            IntermediateSize = 32,
            LayerCount = 1,
            HeadCount = 2,
            MaxTokenCount = 12,
            EndOfTextId = 513,
        });
        var unet = new UNet2DConditionModel(UNet2DConditionConfig.Parse(
            """
            {"sample_size": 8, "block_out_channels": [8, 16], "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"], "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"],
             "layers_per_block": 1, "norm_num_groups": 4, "cross_attention_dim": 16, "attention_head_dim": 2}
            """,
            "unet"));
        var autoencoder = new AutoencoderKL(AutoencoderKLConfig.Parse(
            """
            {"block_out_channels": [8, 8], "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"], "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"],
             "norm_num_groups": 4}
            """,
            "vae"));
        var tokenizer = new ClipTokenizer(ClipBpeVocabulary.FromMerges([]), new ClipTokenizerOptions { MaxLength = 12, PadToken = "!" });
        return new PipelineImageModel(
            "tiny",
            new TextToImagePipeline(tokenizer, text, unet, autoencoder, new DdimScheduler(DdimSchedulerConfig.StableDiffusion)),
            new GenerationOptions());
    }

    /// <summary>A tiny Stable Diffusion XL that generates 16 x 16 images: transformers of one and two blocks, two text encoders.</summary>
    public static TextToImagePipeline ExtraLarge()
    {
        random.manual_seed(12);
        var text = new ClipTextConfig
        {
            VocabularySize = 520, HiddenSize = 8, IntermediateSize = 16, LayerCount = 2, HeadCount = 2, MaxTokenCount = 12, EndOfTextId = 513,
            ProjectionSize = 6,
        };
        var unet = new UNet2DConditionModel(UNet2DConditionConfig.Parse(
            """
            {"sample_size": 8, "block_out_channels": [8, 16], "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"],
             "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"], "layers_per_block": 2, "norm_num_groups": 4, "cross_attention_dim": 16,
             "attention_head_dim": [1, 2], "transformer_layers_per_block": [1, 2], "use_linear_projection": true, "addition_embed_type": "text_time",
             "addition_time_embed_dim": 4, "projection_class_embeddings_input_dim": 30}
            """,
            "unet"));
        var autoencoder = new AutoencoderKL(AutoencoderKLConfig.Parse(
            """
            {"block_out_channels": [8, 8], "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"],
             "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"], "norm_num_groups": 4, "scaling_factor": 0.13025}
            """,
            "vae"));
        var vocabulary = ClipBpeVocabulary.FromMerges([]);
        return new TextToImagePipeline(
            new ClipTokenizer(vocabulary, new ClipTokenizerOptions { MaxLength = 12 }),
            new ClipTextModel(text),
            new ClipTokenizer(vocabulary, new ClipTokenizerOptions { MaxLength = 12, PadToken = "!" }),
            new ClipTextModelWithProjection(text),
            unet,
            autoencoder,
            new DdimScheduler(DdimSchedulerConfig.StableDiffusion));
    }

    public static ComponentContext Components(Action<string> log) => new()
    {
        PluginFolder = "/", CacheFolder = "/", Components = null!, Logger = new LineLogger(log), Images = new RawImageCodec(size: 16),
    };

    /// <summary>Writes images of every prompt, each of one colour, and a file in which people prefer the redder of two; of equal ones there is a tie.</summary>
    /// <param name="reds">How red the images of a prompt are, 0 to 255.</param>
    /// <returns>The file.</returns>
    public string Preferences(params byte[] reds)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, $"preferences-{Guid.NewGuid():N}")).FullName;
        var pairs = new List<PreferencePair>();
        foreach (var (prompt, p) in Prompts.Select((prompt, p) => (prompt, p)))
        {
            for (var i = 0; i < reds.Length; i++)
            {
                File.WriteAllBytes(
                    Path.Combine(folder, $"{p}-{i}.png"), [.. Enumerable.Range(0, 16 * 16).SelectMany(_ => new[] { reds[i], (byte)100, (byte)100 })]);
                pairs.AddRange(Enumerable.Range(0, i).Select(j => new PreferencePair(
                    prompt,
                    $"{p}-{i}.png",
                    $"{p}-{j}.png",
                    reds[i] > reds[j] ? PreferenceOutcome.First : reds[i] < reds[j] ? PreferenceOutcome.Second : PreferenceOutcome.Tie)));
            }
        }

        var path = Path.Combine(folder, "preferences.jsonl");
        using var file = File.Create(path);
        PreferenceFile.Write(file, pairs);
        return path;
    }

    public FolderRun Run(
        string name, List<RunEvent>? events = null, Action<string>? onProgress = null, bool force = false, Action<string>? onEmit = null,
        Func<string, Stream, Stream>? onCreate = null) =>
        new(Path.Combine(_root, name), events)
        {
            OnEmit = onEmit ?? (static _ => { }),
            OnProgress = (stage, _) => onProgress?.Invoke(stage),
            AllowsOtherSettings = force,
            OnCreate = onCreate ?? (static (_, stream) => stream),
        };

    public static void Optimise(
        FineTuningOptions options,
        IRun run,
        IRewardModel reward,
        CancellationToken cancellationToken,
        Action<PipelineImageModel>? prepare = null,
        IReadOnlyList<IRewardModel>? heldOutRewards = null,
        string[]? prompts = null,
        Func<PipelineImageModel>? create = null,
        IWorkerPool? workers = null)
    {
        using var model = (create ?? Model)();
        prepare?.Invoke(model);
        Algorithm(options, Components(run.Log)).Run(
            new OptimizationContext
            {
                Model = model,
                Reward = reward,
                Prompts = prompts ?? Prompts,
                HeldOutRewards = heldOutRewards ?? [new PixelReward("heldOut", static (red, _, blue) => blue - red)],
                Run = run,
                ModelReference = new ComponentReference("tiny"),
                Workers = workers ?? NoWorkers.Instance,
            },
            cancellationToken);
    }

    public static byte[] Lora(FolderRun run, string name) => File.ReadAllBytes(Path.Combine(run.Folder, name, "lora", "pytorch_lora_weights.safetensors"));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
