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

    /// <summary>Makes it a folder of Stable Diffusion XL: the published files of the base model with small sizes, and random weights beside the reference's
    /// text encoders and tokenizers.</summary>
    public void WriteExtraLarge()
    {
        Write("model_index.json", """
            {"_class_name": "StableDiffusionXLPipeline", "_diffusers_version": "0.19.0.dev0", "add_watermarker": null, "force_zeros_for_empty_prompt": true,
             "feature_extractor": [null, null], "image_encoder": [null, null], "scheduler": ["diffusers", "EulerDiscreteScheduler"],
             "text_encoder": ["transformers", "CLIPTextModel"], "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
             "tokenizer": ["transformers", "CLIPTokenizer"], "tokenizer_2": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"],
             "vae": ["diffusers", "AutoencoderKL"]}
            """);
        Write("scheduler/scheduler_config.json", """
            {"_class_name": "EulerDiscreteScheduler", "_diffusers_version": "0.19.0.dev0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
             "beta_start": 0.00085, "clip_sample": false, "interpolation_type": "linear", "num_train_timesteps": 1000, "prediction_type": "epsilon",
             "sample_max_value": 1.0, "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "timestep_spacing": "leading",
             "trained_betas": null, "use_karras_sigmas": false}
            """);
        Write("unet/config.json", """
            {"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.19.0.dev0", "act_fn": "silu", "addition_embed_type": "text_time",
             "addition_embed_type_num_heads": 64, "addition_time_embed_dim": 8, "attention_head_dim": [2, 2, 4], "block_out_channels": [8, 8, 16],
             "center_input_sample": false, "class_embed_type": null, "class_embeddings_concat": false, "conv_in_kernel": 3, "conv_out_kernel": 3,
             "cross_attention_dim": 40, "cross_attention_norm": null, "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
             "downsample_padding": 1, "dual_cross_attention": false, "encoder_hid_dim": null, "encoder_hid_dim_type": null, "flip_sin_to_cos": true,
             "freq_shift": 0, "in_channels": 4, "layers_per_block": 2, "mid_block_only_cross_attention": null, "mid_block_scale_factor": 1,
             "mid_block_type": "UNetMidBlock2DCrossAttn", "norm_eps": 1e-05, "norm_num_groups": 4, "num_attention_heads": null, "num_class_embeds": null,
             "only_cross_attention": false, "out_channels": 4, "projection_class_embeddings_input_dim": 68, "resnet_out_scale_factor": 1.0,
             "resnet_skip_time_act": false, "resnet_time_scale_shift": "default", "sample_size": 8, "time_cond_proj_dim": null,
             "time_embedding_act_fn": null, "time_embedding_dim": null, "time_embedding_type": "positional", "timestep_post_act": null,
             "transformer_layers_per_block": [1, 2, 3], "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
             "upcast_attention": null, "use_linear_projection": true}
            """);
        using (var unet = new UNet2DConditionModel(UNet2DConditionConfig.Load(Path.Combine(Folder, "unet", "config.json"))))
        {
            Write("unet/diffusion_pytorch_model.safetensors", unet.state_dict());
        }

        CopyGolden("vae", "vae");
        foreach (var part in new[] { "text_encoder", "text_encoder_2" })
        {
            CopyGolden(part, "sdxl_prompt", part, "model.safetensors");
        }

        foreach (var part in new[] { "tokenizer", "tokenizer_2" })
        {
            var folder = Path.Combine(Folder, part);
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.EnumerateFiles(Golden.PathOf("sdxl_prompt", part)))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }
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
