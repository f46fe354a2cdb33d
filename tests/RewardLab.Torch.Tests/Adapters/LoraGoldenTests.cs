using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Adapters;

/// <summary>Adapters against PEFT and diffusers.</summary>
public sealed class LoraGoldenTests : IDisposable
{
    private readonly GoldenFixture _golden = new("lora_unet");
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly UNet2DConditionModel _unet;

    public LoraGoldenTests()
    {
        _unet = new UNet2DConditionModel(UNet2DConditionConfig.Load(_golden.PathOf("config.json")));
        using var source = SafetensorsFile.Open(_golden.PathOf("diffusion_pytorch_model.safetensors"));
        ModuleWeights.Load(_unet, source);
        _unet.eval();
    }

    [Theory]
    [InlineData("lora_peft.safetensors")]
    [InlineData("pytorch_lora_weights.safetensors")]
    public void Attach_EitherLayout_GivesTheReferencesOutput(string file)
    {
        using var ungraded = no_grad();
        using (var adapter = LoraAdapter.Attach(Parts, _golden.PathOf(file)))
        {
            adapter.Layers.Count.ShouldBe(80);
            _golden.Check("out", Forward(), GoldenFixture.OutputLimit);
            adapter.IsEnabled = false;
            _golden.Check("base_out", Forward(), GoldenFixture.OutputLimit);
            adapter.IsEnabled = true;
            adapter.Merge();
            _golden.Check("merged_out", Forward(), GoldenFixture.OutputLimit);
            const string Layer = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_k.weight";
            _golden.Check("merged." + Layer, _unet.state_dict()[Layer], GoldenFixture.OutputLimit);
        }

        _golden.Check("base_out", Forward(), GoldenFixture.OutputLimit);
        _golden.Report(file);
    }

    [Fact]
    public void Unmerge_AfterMerge_RestoresEveryBit()
    {
        var before = _unet.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.bytes.ToArray());
        using var adapter = LoraAdapter.Attach(Parts, _golden.PathOf("lora_peft.safetensors"));
        adapter.Merge();
        _unet.state_dict().Count(entry => !entry.Value.bytes.SequenceEqual(before[entry.Key])).ShouldBe(80);
        adapter.Unmerge();
        _unet.state_dict().Count(entry => !entry.Value.bytes.SequenceEqual(before[entry.Key])).ShouldBe(0);
    }

    [Theory]
    [InlineData("noclip", double.PositiveInfinity, false)]
    [InlineData("clip1", 1.0, false)]
    [InlineData("noclip", double.PositiveInfinity, true)]
    public void ThreeSteps_OfAdamW_FollowTheReference(string run, double maxNorm, bool recomputes)
    {
        _unet.RecomputesBlocks = recomputes;
        using var adapter = LoraAdapter.Attach(Parts, _golden.PathOf("lora_peft.safetensors"));
        var parameters = adapter.Parameters.Select(p => (p.Name["unet.".Length..], p.Value)).ToArray();
        using var optimizer = new AdamW(parameters, new AdamWOptions { LearningRate = 3e-4, WeightDecay = 1e-4 });
        for (var step = 1; step <= 3; step++)
        {
            optimizer.ZeroGradients();
            var loss = (Forward() * _golden["loss_weight"]).sum().Mul(0.02);
            loss.backward();
            _golden.Check($"{run}.step{step}.loss", loss.view(1), GoldenFixture.OutputLimit);
            foreach (var (name, value) in parameters.Where(p => _golden.Keys.Contains($"{run}.step{step}.grad.{p.Item1}")))
            {
                _golden.Check($"{run}.step{step}.grad.{name}", value.grad!, GoldenFixture.GradientLimit);
            }

            var norm = optimizer.ClipGradients(maxNorm);
            if (_golden.Keys.Contains($"{run}.step{step}.grad_norm"))
            {
                norm.ShouldBe(_golden[$"{run}.step{step}.grad_norm"].item<float>(), 1e-3);
            }

            optimizer.Step();
            foreach (var (name, value) in parameters.Where(p => _golden.Keys.Contains($"{run}.step{step}.param.{p.Item1}")))
            {
                // Where a gradient is about AdamW's epsilon, its update is ill-conditioned.
                (value - _golden[$"{run}.step{step}.param.{name}"]).abs().max().item<float>().ShouldBeLessThan(1e-5f, name);
            }
        }

        _golden.Report(run);
    }

    [Fact]
    public void Layer_WithAlphaTwiceTheRank_GivesTheReferencesOutput()
    {
        var linear = nn.Linear(12, 20);
        using var ungraded = no_grad();
        linear.weight!.copy_(_golden["layer.weight"]);
        linear.bias!.copy_(_golden["layer.bias"]);
        var parts = new Dictionary<string, nn.Module> { ["unet"] = nn.Sequential(("to_q", linear)) };
        using var adapter = LoraAdapter.Attach(parts, new LoraOptions { Rank = 4, Alpha = 8, Targets = ["to_q"] }, SeedStream.Create(1, "lora"));
        adapter.Matrices()[0].Down.copy_(_golden["layer.lora_A.weight"]);
        adapter.Matrices()[0].Up.copy_(_golden["layer.lora_B.weight"]);
        _golden.Check("layer.out", linear.call(_golden["layer.x"]), GoldenFixture.OutputLimit);
    }

    [Fact]
    public void Write_DiffusersLayout_IsByteForByteTheReferencesFile()
    {
        using var folder = new TemporaryFolder();
        using var adapter = LoraAdapter.Attach(Parts, _golden.PathOf("lora_peft.safetensors"));
        LoraFile.Write(adapter, folder.Path, cancellationToken: TestContext.Current.CancellationToken);
        File.ReadAllBytes(Path.Combine(folder.Path, LoraFile.DiffusersName)).ShouldBe(File.ReadAllBytes(_golden.PathOf("pytorch_lora_weights.safetensors")));
    }

    [Theory]
    [InlineData(LoraLayout.Diffusers, 4.0)]
    [InlineData(LoraLayout.Diffusers, 8.0)]
    [InlineData(LoraLayout.Peft, 4.0)]
    [InlineData(LoraLayout.Peft, 6.0)]
    public void WriteAndRead_EitherLayout_ActsTheSameBitForBit(LoraLayout layout, double alpha)
    {
        using var folder = new TemporaryFolder();
        using var ungraded = no_grad();
        Tensor written;
        using (var adapter = LoraAdapter.Attach(Parts, new LoraOptions { Alpha = alpha }, SeedStream.Create(3, "lora")))
        {
            random.manual_seed(5);
            foreach (var matrices in adapter.Matrices())
            {
                matrices.Up.copy_(randn(matrices.Up.shape));
            }

            written = Forward();
            LoraFile.Write(adapter, folder.Path, layout, TestContext.Current.CancellationToken);
        }

        using var read = LoraAdapter.Attach(Parts, folder.Path);
        var again = Forward();
        if (layout == LoraLayout.Peft || alpha == 4)
        {
            again.bytes.SequenceEqual(written.bytes).ShouldBeTrue();
        }
        else
        {
            ((again - written).abs().max() / written.abs().max()).item<float>().ShouldBeLessThan(1e-6f);
        }
    }

    [Fact]
    public void Attach_Fresh_ChangesNothingYetAndIsNormalWithDeviationOneOverRank()
    {
        using var ungraded = no_grad();

        // An adapter freezes its base. Frozen before, too, it takes the same kernels: libtorch folds a product's batch where a weight asks for a gradient,
        // and on some processors the two kernels differ in the last bits.
        foreach (var parameter in _unet.parameters())
        {
            parameter.requires_grad_(false);
        }

        var before = Forward();
        using var adapter = LoraAdapter.Attach(Parts, new LoraOptions(), SeedStream.Create(7, "lora"));
        Forward().bytes.SequenceEqual(before.bytes).ShouldBeTrue();
        var values = cat([.. adapter.Matrices().Select(m => m.Down.flatten())], 0);
        values.std().item<float>().ShouldBe(0.25f, 0.01f);
        values.mean().item<float>().ShouldBe(0f, 0.01f);
        _unet.parameters().ShouldAllBe(p => !p.requires_grad);
        adapter.Parameters.ShouldAllBe(p => p.Value.requires_grad);
    }

    [Fact]
    public void Attach_OnWeightsOf16Bits_KeepsWhatMergingRoundsAway()
    {
        using var ungraded = no_grad();
        random.manual_seed(9);
        using var linear = nn.Linear(32, 32, hasBias: false);
        linear.to(ScalarType.BFloat16);
        var input = randn(16, 32).to_type(ScalarType.BFloat16);
        var before = linear.call(input).to_type(ScalarType.Float32);
        using var adapter = LoraAdapter.Attach(
            new Dictionary<string, nn.Module> { ["unet"] = nn.Sequential(("to_q", linear)) },
            new LoraOptions { Rank = 4, Targets = ["to_q"] },
            SeedStream.Create(1, "lora"));
        var matrices = adapter.Matrices()[0];
        matrices.Up.copy_(randn(32, 4).Mul(2e-3)); // what a LoRA adds is often less than a step between two numbers of 16 bits
        var expected = before.Add(input.to_type(ScalarType.Float32).matmul(matrices.Up.matmul(matrices.Down).t()));
        var beside = Error();
        adapter.Merge();
        Error().ShouldBeGreaterThan(1.5f * beside);

        float Error() => (linear.call(input).to_type(ScalarType.Float32) - expected).abs().mean().item<float>();
    }

    [Fact]
    public void Attach_ForAnotherBase_NamesTheFirstMisfit()
    {
        using var other = new UNet2DConditionModel(UNet2DConditionConfig.Load(_golden.PathOf("config.json")) with { CrossAttentionDim = 24 });
        var exception = Should.Throw<RewardLabException>(
            () => LoraAdapter.Attach(new Dictionary<string, nn.Module> { ["unet"] = other }, _golden.PathOf("lora_peft.safetensors")));
        exception.Message.ShouldContain("this LoRA is for another base: 'unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k' goes from 16 to");
    }

    [Fact]
    public void Attach_UnknownTarget_SaysWhichThereAre() =>
        Should.Throw<RewardLabException>(() => LoraAdapter.Attach(Parts, new LoraOptions { Targets = ["to_q", "nowhere"] }, SeedStream.Create(0, "lora")))
            .Message.ShouldContain("no linear layer's name ends in 'nowhere'");

    public void Dispose()
    {
        _unet.Dispose();
        _scope.Dispose();
        _golden.Dispose();
    }

    private Dictionary<string, nn.Module> Parts => new() { ["unet"] = _unet };

    private Tensor Forward() => _unet.call(_golden["sample"], _golden["timestep"], _golden["encoder_hidden_states"]);
}
