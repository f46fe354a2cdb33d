using RewardLab.Abstractions;
using RewardLab.Torch.Models.Sd3;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Sd3;

public sealed class Sd3TransformerTests
{
    private const string Intermediate = "a.mid.";
    private const string Gradient = "a.grad.";

    public static TheoryData<string> Fixtures => ["sd3_transformer", "sd35_transformer", "sd35_large_transformer"];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Forward_ReferenceInputs_GivesReferenceOutput(string fixture)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);
        string[] cases = [.. golden.Keys.Where(key => key.EndsWith(".out", StringComparison.Ordinal)).Select(key => key[..1])];
        cases.ShouldNotBeEmpty();
        foreach (var inputs in cases)
        {
            golden.Check($"{inputs}.out", Run(model, golden, inputs), GoldenFixture.OutputLimit);
        }

        golden.Check("a.out_skip_layers", Run(model, golden, "a", fixture == "sd35_transformer" ? [1, 2] : [1]), GoldenFixture.OutputLimit);
        golden.Report("output");
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Forward_ReferenceInputs_GivesReferenceIntermediates(string fixture)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);
        var kept = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, module) in model.named_modules())
        {
            switch (module)
            {
                case JointTransformerBlock block:
                    block.register_forward_hook((_, _, _, _, outputs) => Keep(name, outputs));
                    break;
                case JointAttention attention:
                    attention.register_forward_hook((_, _, _, outputs) => Keep(name, outputs));
                    break;
                case nn.Module<Tensor, Tensor> one:
                    one.register_forward_hook((_, _, output) => KeepOne(name, output));
                    break;
                case nn.Module<Tensor, Tensor, Tensor> two:
                    two.register_forward_hook((_, _, _, output) => KeepOne(name, output));
                    break;
            }
        }

        Run(model, golden, "a");
        var names = golden.Keys.Where(key => key.StartsWith(Intermediate, StringComparison.Ordinal)).Select(key => key[Intermediate.Length..])
            .Where(name => !name.EndsWith(".norm1", StringComparison.Ordinal)) // modulated by its block, not by itself
            .Where(name => kept.ContainsKey(name) || !name.EndsWith(".norm1_context", StringComparison.Ordinal))
            .ToArray();
        names.Length.ShouldBeGreaterThan(10);
        foreach (var name in names)
        {
            // At a time near 1000 the last bit of a frequency, by another exponential function, moves a sinusoid by 6e-5.
            golden.Check(Intermediate + name, kept[name], name.EndsWith("time_proj", StringComparison.Ordinal) ? 1e-4 : GoldenFixture.OutputLimit);
        }

        golden.Report("intermediates");

        Tensor KeepOne(string name, Tensor output)
        {
            kept[name] = output.detach().clone().DetachFromDisposeScope();
            return output;
        }

        (Tensor Image, Tensor? Context) Keep(string name, (Tensor Image, Tensor? Context) outputs)
        {
            KeepOne($"{name}.image", outputs.Image);
            if (outputs.Context is not null)
            {
                KeepOne($"{name}.context", outputs.Context);
            }

            return outputs;
        }
    }

    [Theory]
    [InlineData("sd3_transformer", false)]
    [InlineData("sd35_transformer", false)]
    [InlineData("sd35_large_transformer", false)]
    [InlineData("sd3_transformer", true)]
    [InlineData("sd35_transformer", true)]
    public void Backward_ReferenceLoss_GivesReferenceGradients(string fixture, bool recomputes)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);
        model.RecomputesBlocks = recomputes;
        string[] inputs = ["hidden_states", "encoder_hidden_states", "pooled_projections"];
        var given = inputs.ToDictionary(name => name, name => golden[$"a.{name}"].requires_grad_());
        var loss = (model.call(given["hidden_states"], golden["a.timestep"], given["encoder_hidden_states"], given["pooled_projections"])
            * golden["a.loss_weight"]).mean();
        loss.backward();
        golden.Check("a.loss", loss.reshape(1), GoldenFixture.GradientLimit);
        var names = golden.Keys.Where(key => key.StartsWith(Gradient, StringComparison.Ordinal)).Select(key => key[Gradient.Length..]).ToArray();
        names.Length.ShouldBeGreaterThan(20);
        foreach (var name in names)
        {
            golden.Check(Gradient + name, given.TryGetValue(name, out var input) ? input.grad! : model.get_parameter(name)!.grad!, GoldenFixture.GradientLimit);
        }

        golden.Report("gradients");
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Load_ReferenceWeights_HasTheirNamesAndShapesAlone(string fixture)
    {
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);
        using var file = SafetensorsFile.Open(golden.PathOf("diffusion_pytorch_model.safetensors"));
        model.state_dict().ToDictionary(entry => entry.Key, entry => string.Join("x", entry.Value.shape))
            .ShouldBe(file.Tensors.ToDictionary(entry => entry.Key, entry => string.Join("x", entry.Value.Shape)), ignoreOrder: true);
        Sd3TransformerConfig.Parse(model.Config.ToJson(), "again").ToJson().ShouldBe(model.Config.ToJson());
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Constructor_Parameters_AreFiniteAndReached(string fixture)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture(fixture);
        using var model = new Sd3Transformer(Sd3TransformerConfig.Load(golden.PathOf("config.json")));
        Run(model, golden, "a").square().mean().backward();
        foreach (var (name, parameter) in model.named_parameters())
        {
            parameter.isfinite().all().item<bool>().ShouldBeTrue(name);
            (parameter.grad?.isfinite().all().item<bool>() ?? false).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Forward_MisfittingShapes_AreRefusedByName()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("sd3_transformer");
        using var model = Load(golden);
        var (sample, time, text, pooled) = (zeros(1, 16, 8, 8), tensor(new[] { 1f }), zeros(1, 5, 28), zeros(1, 20));
        Should.Throw<RewardLabException>(() => model.call(zeros(1, 4, 8, 8), time, text, pooled)).Message.ShouldContain("sample");
        Should.Throw<RewardLabException>(() => model.call(zeros(1, 16, 7, 8), time, text, pooled)).Message.ShouldContain("sample");
        Should.Throw<RewardLabException>(() => model.call(sample, zeros(3), text, pooled)).Message.ShouldContain("timesteps");
        Should.Throw<RewardLabException>(() => model.call(sample, time, zeros(1, 5, 27), pooled)).Message.ShouldContain("encoderHiddenStates");
        Should.Throw<RewardLabException>(() => model.call(sample, time, text, zeros(2, 20))).Message.ShouldContain("pooledProjections");
        Should.Throw<RewardLabException>(() => model.call(zeros(1, 16, 26, 8), time, text, pooled)).Message.ShouldContain("13 x 4 patches");
        Should.Throw<RewardLabException>(() => model.Predict(sample, time, text, pooled, [3])).Message.ShouldContain("0 to 2");
    }

    [Theory]
    [InlineData("""{"num_attention_heads": 3, "attention_head_dim": 8, "caption_projection_dim": 25}""", "caption_projection_dim")]
    [InlineData("""{"qk_norm": "layer_norm"}""", "qk_norm")]
    [InlineData("""{"dual_attention_layers": [18]}""", "dual_attention_layers")]
    [InlineData("""{"_class_name": "FluxTransformer2DModel"}""", "_class_name")]
    [InlineData("""{"surprise": 3}""", "surprise")]
    public void Parse_UnsupportedSetting_IsRefusedByName(string json, string key) =>
        Should.Throw<RewardLabException>(() => Sd3TransformerConfig.Parse(json, "config.json")).Message.ShouldContain(key);

    private static Tensor Run(Sd3Transformer model, GoldenFixture golden, string inputs, IReadOnlyList<int>? skipped = null) => model.Predict(
        golden[$"{inputs}.hidden_states"],
        golden[$"{inputs}.timestep"],
        golden[$"{inputs}.encoder_hidden_states"],
        golden[$"{inputs}.pooled_projections"],
        skipped ?? []);

    private static Sd3Transformer Load(GoldenFixture golden)
    {
        var model = new Sd3Transformer(Sd3TransformerConfig.Load(golden.PathOf("config.json")));
        using var file = SafetensorsFile.Open(golden.PathOf("diffusion_pytorch_model.safetensors"));
        ModuleWeights.Load(model, file);
        return model;
    }
}
