using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>Folders with the keys, names and variants of those that are published, at a thousandth of the size.</summary>
public sealed class PublishedFolderTests : IDisposable
{
    private const string Levels = """
        "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
        "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
        """;

    private const string FirstUNet = $$"""
        {"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.2.2", "act_fn": "silu", "attention_head_dim": 4, "block_out_channels": [8, 12, 16, 16],
         "center_input_sample": false, "cross_attention_dim": 16, {{Levels}} "downsample_padding": 1, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4,
         "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-05, "norm_num_groups": 4, "out_channels": 4, "sample_size": 8}
        """;

    private const string SecondUNet = $$"""
        {"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.10.0.dev0", "_name_or_path": "base/unet", "act_fn": "silu", "attention_head_dim": [1, 2, 4, 4],
         "block_out_channels": [8, 12, 16, 16], "center_input_sample": false, "class_embed_type": null, "cross_attention_dim": 16, {{Levels}} "downsample_padding": 1,
         "dual_cross_attention": false, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "layers_per_block": 2, "mid_block_scale_factor": 1,
         "mid_block_type": "UNetMidBlock2DCrossAttn", "norm_eps": 1e-05, "norm_num_groups": 4, "num_class_embeds": null, "only_cross_attention": false, "out_channels": 4,
         "projection_class_embeddings_input_dim": null, "resnet_time_scale_shift": "default", "sample_size": 8, "time_cond_proj_dim": null, "time_embedding_type": "positional",
         "upcast_attention": true, "use_linear_projection": true}
        """;

    private const string VelocitySchedule = """
        {"_class_name": "DDIMScheduler", "_diffusers_version": "0.8.0", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false,
         "num_train_timesteps": 1000, "prediction_type": "v_prediction", "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null}
        """;

    // As PNDMScheduler's own file has it, saved by a later diffusers: no clip_sample, which that class does not know.
    private const string LaterSchedule = """
        {"_class_name": "PNDMScheduler", "_diffusers_version": "0.21.0", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085,
         "num_train_timesteps": 1000, "prediction_type": "epsilon", "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1,
         "timestep_spacing": "leading", "trained_betas": null}
        """;

    private readonly ModelOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData(FirstUNet, "quick_gelu", 3, ModelOnDisk.PndmSchedule, PredictionType.Epsilon)] // 1.4 and 1.5
    [InlineData(SecondUNet, "gelu", 23, ModelOnDisk.PndmSchedule, PredictionType.Epsilon)] // 2.1-base
    [InlineData(SecondUNet, "gelu", 23, VelocitySchedule, PredictionType.VPrediction)] // 2.1
    [InlineData(SecondUNet, "gelu", 23, LaterSchedule, PredictionType.Epsilon)]
    public void Create_PublishedConfigurations_AreReadAndGenerate(string unet, string activation, int textLayers, string schedule, PredictionType prediction)
    {
        WriteModels(unet, activation, textLayers);
        _disk.Write("scheduler/scheduler_config.json", schedule);

        using var model = _disk.Create();

        model.Pipeline.Scheduler.Config.ShouldBe(DdimSchedulerConfig.StableDiffusion with { PredictionType = prediction });
        model.Pipeline.TextEncoder.Config.LayerCount.ShouldBe(textLayers);
        model.Pipeline.UNet.state_dict().Count.ShouldBe(686); // as in the published weights
        model.Pipeline.Autoencoder.state_dict().Count.ShouldBe(248);
        var images = model.Generate([new ImageRequest("a photograph of an astronaut", 1)], null, TestContext.Current.CancellationToken);
        (images.Count, images.Height, images.Width).ShouldBe((1, 64, 64));
    }

    [Theory]
    [InlineData(".fp16.safetensors")]
    [InlineData(".bin")]
    [InlineData(".fp16.bin")]
    public void Create_WeightsInAnotherVariant_GenerateTheSame(string ending)
    {
        using var scope = NewDisposeScope();
        WriteModels(FirstUNet, "quick_gelu", 1);
        ImageRequest[] requests = [new("a cat", 7)];
        byte[] expected;
        using (var model = _disk.Create())
        {
            expected = model.Generate(requests, null, TestContext.Current.CancellationToken).Pixels.ToArray();
            _disk.DeleteWeights();
            Restore(model.Pipeline.UNet, "unet/diffusion_pytorch_model");
            Restore(model.Pipeline.Autoencoder, "vae/diffusion_pytorch_model");
            Restore(model.Pipeline.TextEncoder, ending.EndsWith(".bin", StringComparison.Ordinal) ? "text_encoder/pytorch_model" : "text_encoder/model");
        }

        using var again = _disk.Create();

        again.Generate(requests, null, TestContext.Current.CancellationToken).Pixels.ToArray().ShouldBe(expected);

        void Restore(nn.Module module, string name)
        {
            if (ending.EndsWith(".bin", StringComparison.Ordinal))
            {
                TorchSaveFile.Write(Path.Combine(_disk.Folder, name + ending), module.state_dict());
            }
            else
            {
                _disk.Write(name + ending, module.state_dict());
            }
        }
    }

    [Fact]
    public void Create_CheckpointOfLightning_GeneratesAsTheFolder()
    {
        using var scope = NewDisposeScope();
        WriteModels(SecondUNet, "gelu", 2);
        ImageRequest[] requests = [new("a cat", 7)];
        byte[] expected;
        using (var model = _disk.Create())
        {
            expected = model.Generate(requests, null, TestContext.Current.CancellationToken).Pixels.ToArray();
            var tensors = LatentDiffusionLayout.From(model.Pipeline.UNet).Concat(LatentDiffusionLayout.From(model.Pipeline.Autoencoder))
                .Concat(LatentDiffusionLayout.OpenClip(model.Pipeline.TextEncoder.state_dict(), 2)).ToDictionary(StringComparer.Ordinal);
            TorchSaveFile.Write(_disk["whole.ckpt"], tensors, isLightning: true);
            _disk.DeleteWeights();
        }

        using var again = _disk.Create(new() { Model = _disk["whole.ckpt"], Config = _disk.Folder, NumInferenceSteps = 2, BatchSize = 1 });

        again.Generate(requests, null, TestContext.Current.CancellationToken).Pixels.ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Create_OfAnotherPipeline_IsRefused()
    {
        WriteModels(FirstUNet, "quick_gelu", 1);
        _disk.Write("model_index.json", """{"_class_name": "StableDiffusionXLPipeline"}""");

        Should.Throw<RewardLabException>(() => _disk.Create()).Message.ShouldContain("StableDiffusionXLPipeline");
    }

    [Theory]
    [InlineData("\"scheduler\": [\"diffusers\", \"FlowMatchEulerDiscreteScheduler\"]", "scheduler is 'FlowMatchEulerDiscreteScheduler'")]
    [InlineData("\"text_encoder\": [\"alt_diffusion\", \"RobertaSeriesModelWithTransformation\"]", "text_encoder is 'RobertaSeriesModelWithTransformation'")]
    [InlineData("\"tokenizer\": [\"transformers\", \"XLMRobertaTokenizer\"]", "tokenizer is 'XLMRobertaTokenizer'")]
    [InlineData("\"vae\": [\"diffusers\", \"AutoencoderTiny\"]", "vae is 'AutoencoderTiny'")]
    [InlineData("\"unet\": [\"diffusers\", \"UNet3DConditionModel\"]", "unet is 'UNet3DConditionModel'")]
    [InlineData("\"text_encoder_2\": [\"transformers\", \"CLIPTextModelWithProjection\"]", "text_encoder_2")]
    public void Create_PartOfAnotherClass_IsRefusedByName(string member, string named)
    {
        WriteModels(FirstUNet, "quick_gelu", 1);
        _disk.Write(
            "model_index.json", $$"""{"_class_name": "StableDiffusionPipeline", "image_encoder": [null, null], "safety_checker": [null, null], {{member}}}""");

        var message = Should.Throw<RewardLabException>(() => _disk.Create()).Message;

        message.ShouldContain("model_index.json: " + named);
        message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("scheduler/scheduler_config.json", """{"_class_name": "EDMEulerScheduler", "sigma_data": 0.5}""", "_class_name is 'EDMEulerScheduler'")]
    [InlineData("text_encoder/config.json", """{"model_type": "roberta"}""", "model_type is \"roberta\"")]
    [InlineData("vae/config.json", """{"decoder_block_out_channels": [64]}""", "decoder_block_out_channels is [64]")]
    public void Create_SettingThatIsNotBuilt_IsRefusedByFileAndKey(string file, string json, string named)
    {
        WriteModels(FirstUNet, "quick_gelu", 1);
        _disk.Write(file, json);

        var message = Should.Throw<RewardLabException>(() => _disk.Create()).Message;

        message.ShouldContain(Path.GetFileName(file));
        message.ShouldContain(named);
    }

    private void WriteModels(string unetConfig, string activation, int textLayers)
    {
        _disk.Write("unet/config.json", unetConfig);
        _disk.Write("vae/config.json", """
            {"_class_name": "AutoencoderKL", "_diffusers_version": "0.2.2", "_name_or_path": "base/vae", "act_fn": "silu", "block_out_channels": [4, 8, 12, 12],
             "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"], "in_channels": 3, "latent_channels": 4,
             "layers_per_block": 2, "norm_num_groups": 4, "out_channels": 3, "sample_size": 64,
             "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]}
            """);
        _disk.Write("text_encoder/config.json", $$"""
            {"_name_or_path": "base/text_encoder", "architectures": ["CLIPTextModel"], "attention_dropout": 0.0, "bos_token_id": 0, "dropout": 0.0, "eos_token_id": 2,
             "hidden_act": "{{activation}}", "hidden_size": 16, "initializer_factor": 1.0, "initializer_range": 0.02, "intermediate_size": 32, "layer_norm_eps": 1e-05,
             "max_position_embeddings": 77, "model_type": "clip_text_model", "num_attention_heads": 4, "num_hidden_layers": {{textLayers}}, "pad_token_id": 1,
             "projection_dim": 16, "torch_dtype": "float32", "transformers_version": "4.25.0.dev0", "vocab_size": 520}
            """);
        using var scope = NewDisposeScope();
        using var unet = new UNet2DConditionModel(UNet2DConditionConfig.Load(Path.Combine(_disk.Folder, "unet", "config.json")));
        using var vae = new AutoencoderKL(AutoencoderKLConfig.Load(Path.Combine(_disk.Folder, "vae", "config.json")));
        using var text = new ClipTextModel(ClipTextConfig.Load(Path.Combine(_disk.Folder, "text_encoder", "config.json")));
        _disk.Write("unet/diffusion_pytorch_model.safetensors", unet.state_dict());
        _disk.Write(
            "text_encoder/model.safetensors",
            new Dictionary<string, Tensor>(text.state_dict()) { ["text_model.embeddings.position_ids"] = zeros(1, 77, ScalarType.Int64) });

        // The published autoencoders still have the old names of attention's projections.
        (string, string)[] old = [(".to_q.", ".query."), (".to_k.", ".key."), (".to_v.", ".value."), (".to_out.0.", ".proj_attn.")];
        _disk.Write("vae/diffusion_pytorch_model.safetensors", vae.state_dict().ToDictionary(
            entry => old.Aggregate(entry.Key, (name, pair) => name.Replace(pair.Item1, pair.Item2, StringComparison.Ordinal)), entry => entry.Value));
    }
}
