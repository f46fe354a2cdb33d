using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Diffusion;

/// <summary>The autoencoder of Stable Diffusion 3: 16 channels, a shift, no convolutions between encoder, latents and decoder.</summary>
public sealed class Autoencoder16GoldenTests
{
    private const string Intermediate = "a.mid.";
    private const string Gradient = "a.grad.";
    private const string ThroughMean = "image_through_mean";

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void EncodeAndDecode_ReferenceInputs_GiveReferenceOutputs(string inputs)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("vae16");
        using var model = Load(golden);
        var posterior = model.Encode(golden[$"{inputs}.image"]);
        var sample = posterior.Sample(golden[$"{inputs}.noise"]);
        golden.Check($"{inputs}.mean", posterior.Mean, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.logvar", posterior.LogVariance, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.std", posterior.StandardDeviation, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.mode", posterior.Mode, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.kl", posterior.Kl(), GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.posterior_sample", sample, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.latent", model.Scale(sample), GoldenFixture.OutputLimit);
        var decoded = model.Decode(model.Unscale(golden[$"{inputs}.given_latent"]));
        golden.Check($"{inputs}.decoded", decoded, GoldenFixture.OutputLimit);
        golden.Check($"{inputs}.decoded_01", decoded.Div(2).Add(0.5).Clamp(0, 1), GoldenFixture.OutputLimit);
        if (inputs == "b")
        {
            golden.Check("b.roundtrip", model.Decode(posterior.Mode), GoldenFixture.OutputLimit); // the file's a.roundtrip is a copy of its a.decoded
        }

        golden.Report("output");
    }

    [Fact]
    public void EncodeAndDecode_ReferenceInputs_GiveReferenceIntermediates()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("vae16");
        using var model = Load(golden);
        var names = golden.Keys.Where(key => key.StartsWith(Intermediate, StringComparison.Ordinal)).Select(key => key[Intermediate.Length..]).ToArray();
        using var recorder = new OutputRecorder(model, names);
        model.Encode(golden["a.image"]);
        model.Decode(model.Unscale(golden["a.given_latent"]));
        names.Length.ShouldBeGreaterThan(8);
        foreach (var name in names)
        {
            golden.Check(Intermediate + name, recorder[name], GoldenFixture.OutputLimit);
        }

        golden.Report("intermediates");
    }

    [Fact]
    public void Backward_ReferenceLosses_GiveReferenceGradients()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("vae16");
        using var model = Load(golden);
        var (latent, image) = (golden["a.given_latent"].requires_grad_(), golden["a.image"].requires_grad_());
        var loss = (model.Decode(model.Unscale(latent)) * golden["a.loss_weight"]).mean();
        loss.backward();
        golden.Check("a.loss", loss.reshape(1), GoldenFixture.GradientLimit);
        var names = golden.Keys.Where(key => key.StartsWith(Gradient, StringComparison.Ordinal)).Select(key => key[Gradient.Length..])
            .Where(name => name != ThroughMean).ToArray();
        names.Length.ShouldBeGreaterThan(6);
        foreach (var name in names)
        {
            golden.Check(Gradient + name, name == "given_latent" ? latent.grad! : model.get_parameter(name)!.grad!, GoldenFixture.GradientLimit);
        }

        (model.Encode(image).Mean * golden["a.mean_weight"]).mean().backward();
        golden.Check(Gradient + ThroughMean, image.grad!, GoldenFixture.GradientLimit);
        golden.Report("gradients");
    }

    [Fact]
    public void ToJson_Parsed_IsTheSame()
    {
        using var golden = new GoldenFixture("vae16");
        var config = AutoencoderKLConfig.Load(golden.PathOf("config.json"));
        (config.ShiftFactor, config.UsesQuantConv, config.UsesPostQuantConv).ShouldBe((0.0609, false, false));
        AutoencoderKLConfig.Parse(config.ToJson(), "again").ToJson().ShouldBe(config.ToJson());
    }

    private static AutoencoderKL Load(GoldenFixture golden)
    {
        var model = new AutoencoderKL(AutoencoderKLConfig.Load(golden.PathOf("config.json")));
        using var file = SafetensorsFile.Open(golden.PathOf("diffusion_pytorch_model.safetensors"));
        ModuleWeights.Load(model, file);
        return model;
    }
}
