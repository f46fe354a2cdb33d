using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>The reference's models, loaded by the plugin from a folder, against the reference's outputs.</summary>
public sealed class GoldenParityTests : IDisposable
{
    private readonly ModelOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Theory]
    [InlineData("unet_sd15", 20, new[] { "a", "b" })]
    [InlineData("unet_sd21", 24, new[] { "a", "b", "c" })]
    public void UNet_OfReference_GivesItsOutputs(string fixture, int contextWidth, string[] cases)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _disk.CopyGolden("unet", fixture);
        _disk.CopyGolden("vae", "vae");
        _disk.WriteTextEncoder(contextWidth);
        using var model = _disk.Create();
        using var values = Golden.Values(fixture);

        foreach (var inputs in cases)
        {
            values.Check($"{inputs}.out", Predict(model, inputs));
        }

        // Slices change the order of nothing but the heads.
        var whole = Predict(model, "a");
        foreach (var headCount in new[] { 1, 3, 8 })
        {
            model.Pipeline.UNet.SliceAttention(headCount);
            (Predict(model, "a") - whole).abs().max().item<float>().ShouldBeLessThanOrEqualTo(1e-6f * whole.abs().max().item<float>());
        }

        Tensor Predict(PipelineImageModel made, string inputs) => made.Pipeline.UNet.call(
            values.Read($"{inputs}.sample"), values.Read($"{inputs}.timestep"), values.Read($"{inputs}.encoder_hidden_states"));
    }

    [Theory]
    [InlineData("diffusion_pytorch_model.safetensors", null)]
    [InlineData("diffusion_pytorch_model.legacy_names.safetensors", "diffusion_pytorch_model.fp16.safetensors")]
    public void Autoencoder_OfReference_GivesItsOutputs(string weights, string? storedAs)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _disk.CopyGolden("vae", "vae", weights: weights, name: storedAs);
        _disk.WriteUNet(16);
        _disk.WriteTextEncoder(16);
        using var model = _disk.Create();
        using var values = Golden.Values("vae");
        var autoencoder = model.Pipeline.Autoencoder;

        values.Check("a.mean", autoencoder.Encode(values.Read("a.image")).Mean);
        values.Check("a.decoded", autoencoder.Decode(values.Read("a.latent")));
        values.Check("b.decoded", autoencoder.Decode(values.Read("b.latent")));
    }

    [Fact]
    public void TextEncoder_OfReference_GivesItsOutputs()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _disk.CopyGolden("text_encoder", "clip_text_sd2", weights: "model.safetensors");
        _disk.CopyGolden("vae", "vae");
        _disk.WriteUNet(32);
        using var model = _disk.Create();
        using var values = Golden.Values("clip_text_sd2");

        values.Check("last_hidden_state", model.Pipeline.TextEncoder.Encode(values.Read("input_ids")).LastHiddenState);
    }

    [Theory]
    [InlineData("epsilon")]
    [InlineData("v_prediction")]
    public void Schedule_OfReference_GivesItsRun(string prediction)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _disk.CopyGolden("vae", "vae");
        _disk.WriteUNet(16);
        _disk.WriteTextEncoder(16);
        _disk.Write("scheduler/scheduler_config.json", File.ReadAllText(Golden.PathOf("ddim", $"scheduler_config.{prediction}.json")));
        using var model = _disk.Create();
        using var values = Golden.Values("ddim");
        var (scheduler, latents) = (model.Pipeline.Scheduler, values.Read($"chain.{prediction}.latents"));
        var (outputs, noises) = (values.Read($"chain.{prediction}.model_outputs"), values.Read($"chain.{prediction}.noises"));
        var states = new List<Tensor> { latents[0] };

        foreach (var (i, timestep) in scheduler.Timesteps(10).Index())
        {
            states.Add(scheduler.Step(outputs[i], timestep, states[^1], 10, eta: 1, noises[i]).PreviousSample);
        }

        values.Check($"chain.{prediction}.latents", stack(states, 0));
    }

    [Fact]
    public void Pipeline_OfReference_FollowsItsRunToItsImages()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        WriteReferencePipeline();
        using var model = _disk.Create();
        using var values = Golden.Values("ddpo_pipeline");
        var pipeline = model.Pipeline;
        var conditional = pipeline.TextEncoder.Encode(values.Read("prompt_ids")).LastHiddenState; // [3, 77, 24]
        var unconditional = pipeline.TextEncoder.Encode(values.Read("negative_ids")).LastHiddenState.expand_as(conditional);
        var states = new List<Tensor> { values.Read("initial_latents") };

        foreach (var (i, timestep) in pipeline.Scheduler.Timesteps(8).Index())
        {
            var halves = pipeline.UNet.call(cat([states[^1], states[^1]], 0), tensor((long)timestep), cat([unconditional, conditional], 0)).chunk(2, 0);
            var output = halves[0].AddScaled(halves[1] - halves[0], 5);
            states.Add(pipeline.Scheduler.Step(output, timestep, states[^1], 8, eta: 1, values.Read("noises")[i]).PreviousSample);
        }

        values.Check("prompt_embeds", conditional);
        values.Check("latents", stack(states, 1));
        values.Check("images", pipeline.Autoencoder.Decode(states[^1].Div(pipeline.Autoencoder.ScalingFactor)).Mul(0.5).Add(0.5).Clamp(0, 1));
    }

    // The fixture has no tokenizer, and fewer tokens than the smallest one; it ran with rank-4 adapters of scale 1: W + B A.
    private void WriteReferencePipeline()
    {
        const string Fixture = "ddpo_pipeline";
        const string FirstFactor = ".lora_A.weight";
        _disk.CopyGolden("vae", Fixture, "vae");
        _disk.Write("scheduler/scheduler_config.json", File.ReadAllText(Golden.PathOf(Fixture, "scheduler/scheduler_config.json")));

        var text = Golden.Weights(Fixture, "text_encoder/model.safetensors");
        const string Table = "text_model.embeddings.token_embedding.weight";
        text[Table] = cat([text[Table], zeros(120, 24)], 0);
        _disk.Write(
            "text_encoder/config.json",
            File.ReadAllText(Golden.PathOf(Fixture, "text_encoder/config.json"))
                .Replace("\"vocab_size\": 400", "\"vocab_size\": 520", StringComparison.Ordinal));
        _disk.Write("text_encoder/model.safetensors", text);

        var unet = Golden.Weights(Fixture, "unet/diffusion_pytorch_model.safetensors");
        var adapters = Golden.Weights(Fixture, "lora_peft.safetensors");
        foreach (var name in adapters.Keys.Where(name => name.EndsWith(FirstFactor, StringComparison.Ordinal)))
        {
            var layer = name[..^FirstFactor.Length];
            unet[layer + ".weight"].AddInPlace(adapters[layer + ".lora_B.weight"].matmul(adapters[name]));
        }

        _disk.Write("unet/config.json", File.ReadAllText(Golden.PathOf(Fixture, "unet/config.json")));
        _disk.Write("unet/diffusion_pytorch_model.safetensors", unet);
    }
}
