using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Diffusion;

public sealed class AutoencoderKLTests
{
    private const string Intermediate = "a.mid.";
    private const string Current = "diffusion_pytorch_model.safetensors";
    private const string Legacy = "diffusion_pytorch_model.legacy_names.safetensors";

    [Theory]
    [InlineData(Current, "a")]
    [InlineData(Current, "b")]
    [InlineData(Legacy, "a")]
    public void Encode_ReferenceImages_GivesReferenceDistribution(string weights, string inputs)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("vae");
        using var model = Load(golden, weights);
        var posterior = model.Encode(golden[$"{inputs}.image"]);
        golden.Check($"{inputs}.mean", posterior.Mean, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.mode", posterior.Mode, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.logvar", posterior.LogVariance, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.std", posterior.StandardDeviation, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.posterior_sample", posterior.Sample(golden[$"{inputs}.noise"]), GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.kl", posterior.Kl(), GoldenFixture.OutputLimit);
        golden.Report("encoded");
    }

    [Theory]
    [InlineData(Current, "a")]
    [InlineData(Current, "b")]
    [InlineData(Legacy, "a")]
    public void Decode_ReferenceLatents_GivesReferenceImages(string weights, string inputs)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("vae");
        using var model = Load(golden, weights);
        var latents = golden[$"{inputs}.latent"];
        golden.Check($"{inputs}.decoded", model.Decode(latents), GoldenFixture.OutputLimit);
        var pixels = model.Decode(latents.Div(model.ScalingFactor)).Mul(0.5).Add(0.5).Clamp(0, 1);
        golden.Check($"{inputs}.decoded_scaled_01", pixels, GoldenFixture.OutputLimit);
        golden.Report("decoded");
    }

    [Fact]
    public void EncodeAndDecode_ReferenceInputs_GiveReferenceIntermediates()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("vae");
        using var model = Load(golden, Current);
        var names = golden.Keys.Where(key => key.StartsWith(Intermediate, StringComparison.Ordinal)).Select(key => key[Intermediate.Length..]).ToArray();
        using var recorder = new OutputRecorder(model, names);
        model.Encode(golden["a.image"]);
        model.Decode(golden["a.latent"].Div(model.ScalingFactor));
        names.Length.ShouldBeGreaterThan(10);
        foreach (var name in names)
        {
            golden.Check(Intermediate + name, recorder[name], GoldenFixture.OutputLimit);
        }

        golden.Report("intermediates");
    }

    [Fact]
    public void DiagonalGaussian_ExtremeMoments_AreLimitedAsInTheReference()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("vae");
        var posterior = new DiagonalGaussian(golden["posterior.moments"]);
        golden.Check("posterior.mean", posterior.Mean, GoldenFixture.OutputLimit);
        golden.Check("posterior.logvar", posterior.LogVariance, GoldenFixture.OutputLimit);
        golden.Check("posterior.std", posterior.StandardDeviation, GoldenFixture.OutputLimit);
        golden.Check("posterior.kl", posterior.Kl(), GoldenFixture.OutputLimit);
        golden.Check("posterior.sample", posterior.Sample(golden["posterior.noise"]), GoldenFixture.OutputLimit);
        golden.Report("posterior");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Backward_FreshModelOfAnyDepth_ReachesEveryParameter(int levels)
    {
        using var scope = NewDisposeScope();
        using var model = new AutoencoderKL(Tiny(levels));
        var posterior = model.Encode(ones(2, 3, 8, 12));
        var decoded = model.Decode(posterior.Sample(ones_like(posterior.Mean)));
        decoded.shape.ShouldBe([2, 3, 8, 12]);
        posterior.Mean.shape.ShouldBe([2, 2, 8 / model.Config.PixelsPerLatent, 12 / model.Config.PixelsPerLatent]);
        decoded.square().mean().Add(posterior.Kl().mean()).backward();
        foreach (var (name, parameter) in model.named_parameters())
        {
            parameter.isfinite().all().item<bool>().ShouldBeTrue(name);
            parameter.grad.ShouldNotBeNull(name);
            parameter.grad.isfinite().all().item<bool>().ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Forward_Images_EncodesAndDecodesTheMode()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var model = new AutoencoderKL(Tiny(2));
        var images = randn(1, 3, 8, 8);
        model.call(images).Equals(model.Decode(model.Encode(images).Mode)).ShouldBeTrue();
    }

    [Fact]
    public void Decode_InAScope_LeavesTheResultAlone()
    {
        using var scope = NewDisposeScope();
        using var model = new AutoencoderKL(Tiny(2));
        var latents = randn(1, 2, 4, 4);
        var before = scope.DisposablesCount;
        model.Decode(latents);
        scope.DisposablesCount.ShouldBe(before + 1);
    }

    [Fact]
    public void EncodeAndDecode_MisfittingShape_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var model = new AutoencoderKL(Tiny(2));
        Should.Throw<RewardLabException>(() => model.Encode(ones(1, 4, 8, 8))).Message.ShouldContain("images");
        Should.Throw<RewardLabException>(() => model.Decode(ones(2, 4, 4))).Message.ShouldContain("latents");
    }

    private static AutoencoderKL Load(GoldenFixture golden, string weights)
    {
        var model = new AutoencoderKL(AutoencoderKLConfig.Load(golden.PathOf("config.json")));
        using var file = SafetensorsFile.Open(golden.PathOf(weights));
        ModuleWeights.Load(model, file, new WeightLoadOptions { MapName = AutoencoderKL.CurrentName });
        return model;
    }

    private static AutoencoderKLConfig Tiny(int levels) => new()
    {
        BlockOutChannels = [.. Enumerable.Range(1, levels).Select(level => 8 * level)],
        DownBlockTypes = [.. Enumerable.Repeat("DownEncoderBlock2D", levels)],
        UpBlockTypes = [.. Enumerable.Repeat("UpDecoderBlock2D", levels)],
        LatentChannels = 2,
        NormNumGroups = 4,
    };
}
