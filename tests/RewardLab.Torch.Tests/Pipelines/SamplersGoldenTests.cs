using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Pipelines;

/// <summary>A whole guided run with noise on the way, against trl's on diffusers: text encoder, U-Net, schedule and autoencoder together.</summary>
public sealed class SamplersGoldenTests : IDisposable
{
    private readonly GoldenFixture _golden = new("ddpo_pipeline");

    [Fact]
    public void Encode_Prompts_MatchesReference()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var model = TextEncoder();

        _golden.Check("prompt_embeds", model.Encode(_golden["prompt_ids"]).LastHiddenState, GoldenFixture.OutputLimit);
        _golden.Check("negative_prompt_embeds", model.Encode(_golden["negative_ids"]).LastHiddenState, GoldenFixture.OutputLimit);
        _golden.Report("prompts");
    }

    [Fact]
    public void Ddim_GuidedWithNoise_FollowsReferencesTrajectoryToItsImages()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var text = TextEncoder();
        using var unet = AdaptedUNet();
        using var autoencoder = Autoencoder();
        var options = new GenerationOptions { NumInferenceSteps = 8, GuidanceScale = 5, Eta = 1 };
        var noises = _golden["noises"]; // [steps, batch, channels, height, width]
        var conditioning = GuidedConditioning.Create(
            text.Encode(_golden["prompt_ids"]).LastHiddenState, text.Encode(_golden["negative_ids"]).LastHiddenState, options.GuidanceScale);
        using var trajectory = new Trajectory();

        var latents = Samplers.Ddim(
            (sample, timestep) => GuidedDenoiser.Predict(unet, sample, timestep, conditioning),
            new DdimScheduler(DdimSchedulerConfig.Load(_golden.PathOf("scheduler/scheduler_config.json"))),
            _golden["initial_latents"], options.NumInferenceSteps, options.Eta, i => noises[i], trajectory, CancellationToken.None);

        trajectory.Visited.ShouldBe(_golden["timesteps"].data<long>().ToArray());
        _golden.Check("latents", stack([_golden["initial_latents"], .. trajectory.Latents], 1), GoldenFixture.OutputLimit);
        _golden.Check("images", new LatentDecoder(autoencoder).DecodeToUnit(latents), GoldenFixture.OutputLimit);
        _golden.Report("sampling");
    }

    public void Dispose() => _golden.Dispose();

    private ClipTextModel TextEncoder() =>
        Filled(new ClipTextModel(ClipTextConfig.Load(_golden.PathOf("text_encoder/config.json"))), "text_encoder/model.safetensors");

    private AutoencoderKL Autoencoder() =>
        Filled(new AutoencoderKL(AutoencoderKLConfig.Load(_golden.PathOf("vae/config.json"))), "vae/diffusion_pytorch_model.safetensors");

    // The reference ran with rank-4 adapters of alpha 4, scale 1: W + B A.
    private UNet2DConditionModel AdaptedUNet()
    {
        var unet = Filled(new UNet2DConditionModel(UNet2DConditionConfig.Load(_golden.PathOf("unet/config.json"))), "unet/diffusion_pytorch_model.safetensors");
        using var scope = NewDisposeScope();
        using var adapters = SafetensorsFile.Open(_golden.PathOf("lora_peft.safetensors"));
        var parameters = unet.state_dict();
        foreach (var name in adapters.Tensors.Keys.Where(name => name.EndsWith(".lora_A.weight", StringComparison.Ordinal)))
        {
            var layer = name[..^".lora_A.weight".Length];
            parameters[layer + ".weight"].AddInPlace(adapters.Read(layer + ".lora_B.weight").matmul(adapters.Read(name)));
        }

        return unet;
    }

    private T Filled<T>(T module, string file)
        where T : nn.Module
    {
        using var source = SafetensorsFile.Open(_golden.PathOf(file));
        ModuleWeights.Load(module, source);
        module.eval();
        return module;
    }

    private sealed class Trajectory : ISamplerObserver, IDisposable
    {
        public List<long> Visited { get; } = [];

        public List<Tensor> Latents { get; } = [];

        // The sampler leaves this to whoever prepares a batch.
        public void Began(Tensor noise) => throw new InvalidOperationException("The sampler does not tell of the noise that it was given.");

        public void Stepped(int index, int timestep, DdimStep step)
        {
            index.ShouldBe(Visited.Count);
            Visited.Add(timestep);
            Latents.Add(step.PreviousSample.clone().DetachFromDisposeScope());
        }

        public void Dispose() => Latents.ForEach(static latents => latents.Dispose());
    }
}
