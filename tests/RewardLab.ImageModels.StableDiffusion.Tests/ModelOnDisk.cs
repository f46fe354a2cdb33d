using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>A model's folder of one test's own, removed with it, and the plugin's way to load it.</summary>
internal sealed class ModelOnDisk : IRecordedSettings, IDisposable
{
    /// <summary>The schedule of Stable Diffusion 1's and 2.1-base's published files.</summary>
    public const string PndmSchedule = """
        {"_class_name": "PNDMScheduler", "_diffusers_version": "0.7.0.dev0", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085,
         "clip_sample": false, "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null}
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("rewardlab-sd-").FullName;

    public ModelOnDisk()
    {
        Directory.CreateDirectory(Folder);
        Write("model_index.json", """
            {"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.8.0", "feature_extractor": ["transformers", "CLIPImageProcessor"],
             "requires_safety_checker": true, "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"], "scheduler": ["diffusers", "PNDMScheduler"],
             "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"],
             "vae": ["diffusers", "AutoencoderKL"]}
            """);
        Write("scheduler/scheduler_config.json", PndmSchedule);
        ClipBpeVocabulary.FromMerges([]).WriteTo(Path.Combine(Folder, "tokenizer"), maxLength: 77, padToken: "!");
    }

    public string Folder => Path.Combine(_root, "model");

    public string this[string file] => Path.Combine(_root, file);

    public List<string> Lines { get; } = [];

    public List<string> Resolved { get; } = [];

    public void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Write(string file, IReadOnlyDictionary<string, Tensor> weights)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SafetensorsWriter.Write(path, weights, metadata: null, TestContext.Current.CancellationToken);
    }

    /// <summary>Copies a part of a fixture: its configuration, and its weights under the part's usual name.</summary>
    public void CopyGolden(string part, string fixture, string folder = "", string weights = "diffusion_pytorch_model.safetensors", string? name = null)
    {
        Directory.CreateDirectory(Path.Combine(Folder, part));
        File.Copy(Golden.PathOf(fixture, Path.Combine(folder, "config.json")), Path.Combine(Folder, part, "config.json"), overwrite: true);
        File.Copy(Golden.PathOf(fixture, Path.Combine(folder, weights)), Path.Combine(Folder, part, name ?? weights), overwrite: true);
    }

    /// <summary>Writes a text encoder of random weights.</summary>
    /// <param name="width">Width of its states.</param>
    public void WriteTextEncoder(int width)
    {
        using var model = new ClipTextModel(new ClipTextConfig
        {
            VocabularySize = 520, HiddenSize = width, IntermediateSize = 2 * width, LayerCount = 1, HeadCount = 2, EndOfTextId = 2,
        });
        Write("text_encoder/config.json", model.Config.ToJson());
        Write("text_encoder/model.safetensors", model.state_dict());
    }

    /// <summary>Writes a small U-Net of random weights.</summary>
    /// <param name="contextWidth">Width of the states that it attends to.</param>
    public void WriteUNet(int contextWidth)
    {
        using var model = new UNet2DConditionModel(new UNet2DConditionConfig
        {
            SampleSize = 8,
            BlockOutChannels = [8, 16],
            DownBlockTypes = ["CrossAttnDownBlock2D", "DownBlock2D"],
            UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D"],
            LayersPerBlock = 1, NormNumGroups = 4, CrossAttentionDim = contextWidth, AttentionHeadDim = [2],
        });
        Write("unet/config.json", model.Config.ToJson());
        Write("unet/diffusion_pytorch_model.safetensors", model.state_dict());
    }

    /// <summary>Removes the weights, and leaves what a single file needs.</summary>
    public void DeleteWeights()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.safetensors", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }
    }

    /// <summary>Makes the image model through the plugin's factory, by default of the folder.</summary>
    public PipelineImageModel Create(StableDiffusionOptions? options = null) => (PipelineImageModel)new StableDiffusionFactory().Create(
        (object)(options ?? new StableDiffusionOptions { Model = Folder, BatchSize = 1, NumInferenceSteps = 2 }),
        new ComponentContext { PluginFolder = "", CacheFolder = "", Components = null!, Logger = new LineLogger(Lines.Add), RecordedSettings = this });

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public int GetOrAdd(string purpose, Func<int> choose)
    {
        Resolved.Add(purpose);
        return choose();
    }
}
