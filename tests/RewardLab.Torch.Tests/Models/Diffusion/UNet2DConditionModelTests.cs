using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Diffusion;

public sealed class UNet2DConditionModelTests
{
    private const string Intermediate = "a.mid.";
    private const string Gradient = "a.grad.";

    [Theory]
    [InlineData("unet_sd15", "a")]
    [InlineData("unet_sd15", "b")]
    [InlineData("unet_sd21", "a")]
    [InlineData("unet_sd21", "b")]
    [InlineData("unet_sd21", "c")]
    [InlineData("unet_sdxl", "a")]
    [InlineData("unet_sdxl", "b")]
    [InlineData("unet_sdxl", "c")]
    public void Forward_ReferenceInputs_GivesReferenceOutput(string fixture, string inputs)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);
        golden.Check($"{inputs}.out", Run(model, golden, inputs), GoldenFixture.OutputLimit);
        golden.Report("output");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_ManyRows_GivesWhatFewRowsGive(bool projectsTokens)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var model = new UNet2DConditionModel(new UNet2DConditionConfig
        {
            BlockOutChannels = [32, 48, 96, 96], AttentionHeadDim = [2, 3, 6, 6], CrossAttentionDim = 24, NormNumGroups = 16, LayersPerBlock = 1,
            UseLinearProjection = projectsTokens,
        });
        var (latents, times, states) = (randn(17, 4, 9, 11), randint(1000, [17], int64), randn(17, 7, 24));
        var many = model.call(latents, times, states); // channels side by side in memory, where the processor can do it
        var few = cat([.. Enumerable.Range(0, 17).Select(row => model.call(latents.narrow(0, row, 1), times.narrow(0, row, 1), states.narrow(0, row, 1)))]);
        many.is_contiguous().ShouldBeTrue();
        ((many - few).abs().max() / few.abs().max()).item<float>().ShouldBeLessThan(2e-5f);
    }

    [Theory]
    [InlineData("unet_sd15")]
    [InlineData("unet_sd21")]
    [InlineData("unet_sdxl")]
    public void Forward_ReferenceInputs_GivesReferenceIntermediates(string fixture)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);
        var names = golden.Keys.Where(key => key.StartsWith(Intermediate, StringComparison.Ordinal)).Select(key => key[Intermediate.Length..]).ToArray();
        using var recorder = new OutputRecorder(model, names);
        Run(model, golden, "a");
        names.Length.ShouldBeGreaterThan(10);
        foreach (var name in names)
        {
            golden.Check(Intermediate + name, recorder[name], GoldenFixture.OutputLimit);
        }

        golden.Report("intermediates");
    }

    [Theory]
    [InlineData("unet_sd15")]
    [InlineData("unet_sd21")]
    [InlineData("unet_sdxl")]
    public void Backward_ReferenceLoss_GivesReferenceGradients(string fixture)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);
        var sample = golden["a.sample"].requires_grad_();
        var context = golden["a.encoder_hidden_states"].requires_grad_();
        var added = Added(golden, "a");
        added?.TextEmbeds.requires_grad_();
        var loss = Loss(model, golden, sample, context, added);
        loss.backward();
        golden.Check("a.loss", loss.reshape(1), GoldenFixture.GradientLimit);
        var names = golden.Keys.Where(key => key.StartsWith(Gradient, StringComparison.Ordinal)).Select(key => key[Gradient.Length..]).ToArray();
        names.Length.ShouldBeGreaterThan(10);
        foreach (var name in names)
        {
            // The older files' gradients of the inputs are those of two backward passes, added up; the finite differences below settle which is right.
            var passes = added is null ? 2 : 1;
            var gradient = name switch
            {
                "sample" => sample.grad!.Mul(passes),
                "encoder_hidden_states" => context.grad!.Mul(passes),
                "text_embeds" => added!.TextEmbeds.grad!,
                _ => model.get_parameter(name)!.grad!,
            };
            golden.Check(Gradient + name, gradient, GoldenFixture.GradientLimit);
        }

        golden.Report("gradients");
    }

    [Theory]
    [InlineData("unet_sd15")]
    [InlineData("unet_sd21")]
    [InlineData("unet_sdxl")]
    public void Backward_InputGradients_AgreeWithFiniteDifferences(string fixture)
    {
        const double Step = 1e-5;
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture(fixture);
        using var model = Load(golden);
        model.to(ScalarType.Float64);
        var sample = golden["a.sample"].to(float64).requires_grad_();
        var context = golden["a.encoder_hidden_states"].to(float64).requires_grad_();
        Loss(model, golden, sample, context).backward();
        foreach (var (moved, isSample) in new[] { (sample, true), (context, false) })
        {
            using var ungraded = no_grad();
            var direction = moved.grad!.sign();
            var losses = new[] { Step, -Step }.Select(step => moved.AddScaled(direction, step))
                .Select(value => (isSample ? Loss(model, golden, value, context) : Loss(model, golden, sample, value)).item<double>())
                .ToArray();
            var slope = (losses[0] - losses[1]) / (2 * Step);
            slope.ShouldBe((moved.grad! * direction).sum().item<double>(), Math.Abs(slope) * 1e-6);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Backward_FreshModelOfAnyDepth_ReachesEveryParameter(int levels)
    {
        using var scope = NewDisposeScope();
        using var model = new UNet2DConditionModel(Tiny(levels));
        model.call(ones(2, 4, 9, 6), tensor(new long[] { 3, 700 }), ones(2, 5, 12)).square().mean().backward();
        foreach (var (name, parameter) in model.named_parameters())
        {
            parameter.isfinite().all().item<bool>().ShouldBeTrue(name);
            parameter.grad.ShouldNotBeNull(name);
            parameter.grad.isfinite().all().item<bool>().ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Constructor_Normalisations_StartAsIdentity()
    {
        using var scope = NewDisposeScope();
        using var model = new UNet2DConditionModel(Tiny(2));
        var norms = model.named_parameters().Where(entry => entry.name.Contains("norm", StringComparison.Ordinal)).ToArray();
        norms.Length.ShouldBeGreaterThan(20);
        foreach (var (name, parameter) in norms)
        {
            var start = name.EndsWith(".weight", StringComparison.Ordinal) ? ones_like(parameter) : zeros_like(parameter);
            parameter.Equals(start).ShouldBeTrue(name);
        }
    }

    // Variances near 1 hide a wrong epsilon from the reference's outputs.
    [Fact]
    public void Constructor_Epsilons_AreTheReferences()
    {
        using var scope = NewDisposeScope();
        using var model = new UNet2DConditionModel(Tiny(2) with { NormEps = 3e-5 });
        using var autoencoder = new AutoencoderKL(new AutoencoderKLConfig());
        foreach (var (name, module) in model.named_modules())
        {
            var epsilon = (module as GroupNorm)?.eps ?? (module as LayerNorm)?.eps;
            epsilon?.ShouldBe(module is LayerNorm ? 1e-5 : name.Contains("attentions", StringComparison.Ordinal) ? 1e-6 : 3e-5, name);
        }

        autoencoder.modules().OfType<GroupNorm>().Select(norm => norm.eps).Distinct().ShouldBe([1e-6]);
    }

    [Fact]
    public void Constructor_SameSeed_SameParameters()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        using var first = new UNet2DConditionModel(Tiny(2));
        random.manual_seed(7);
        using var second = new UNet2DConditionModel(Tiny(2));
        var others = second.state_dict();
        foreach (var (name, value) in first.state_dict())
        {
            value.Equals(others[name]).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Forward_OneTimestepAndOneText_AreSharedByTheBatch()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var model = new UNet2DConditionModel(Tiny(2));
        var (sample, text) = (randn(3, 4, 8, 8), randn(1, 5, 12));
        var shared = model.call(sample, tensor(30L), text);
        var spelledOut = model.call(sample, tensor(new long[] { 30, 30, 30 }), text.expand(3, -1, -1));
        shared.Equals(spelledOut).ShouldBeTrue();
    }

    [Fact]
    public void Forward_InAScope_LeavesTheResultAlone()
    {
        using var scope = NewDisposeScope();
        using var model = new UNet2DConditionModel(Tiny(2));
        var (sample, step, text) = (randn(2, 4, 8, 8), tensor(30L), randn(2, 5, 12));
        var before = scope.DisposablesCount;
        model.call(sample, step, text);
        scope.DisposablesCount.ShouldBe(before + 1);
    }

    [Theory]
    [InlineData(3, 2, 12, "sample")]
    [InlineData(4, 3, 12, "timesteps")]
    [InlineData(4, 2, 13, "encoderHiddenStates")]
    public void Forward_MisfittingShape_IsRefusedByName(int channels, int steps, int contextChannels, string parameter)
    {
        using var scope = NewDisposeScope();
        using var model = new UNet2DConditionModel(Tiny(2));
        Should.Throw<RewardLabException>(() => model.call(ones(2, channels, 8, 8), ones(steps, ScalarType.Int64), ones(2, 5, contextChannels)))
            .Message.ShouldContain(parameter);
    }

    [Fact]
    public void Predict_AddedConditionsMissingUnaskedOrMisfitting_AreRefusedByName()
    {
        using var scope = NewDisposeScope();
        using var plain = new UNet2DConditionModel(Tiny(2));
        using var extraLarge = new UNet2DConditionModel(
            Tiny(2) with { AddsTextAndSizes = true, AdditionTimeEmbedDim = 4, ProjectionClassEmbeddingsInputDim = 30 });
        extraLarge.Config.PooledTextWidth.ShouldBe(6);

        Refusal(plain, new AddedConditions(ones(1, 6), ones(1, 6))).ShouldContain("has no addition_embed_type");
        Refusal(extraLarge, null).ShouldContain("pooled text and sizes are missing");
        Refusal(extraLarge, new AddedConditions(ones(1, 7), ones(1, 6))).ShouldContain("TextEmbeds is [1, 7], the configuration asks for [2, 6]");
        Refusal(extraLarge, new AddedConditions(ones(1, 6), ones(1, 5))).ShouldContain("TimeIds is [1, 5]");
        Refusal(extraLarge, new AddedConditions(ones(3, 6), ones(1, 6))).ShouldContain("TextEmbeds is [3, 6]");

        static string Refusal(UNet2DConditionModel model, AddedConditions? added) =>
            Should.Throw<RewardLabException>(() => model.Predict(ones(2, 4, 8, 8), tensor(5L), ones(2, 5, 12), added)).Message;
    }

    [Theory]
    [InlineData("""{"addition_embed_type": "text_time"}""", "addition_time_embed_dim is missing")]
    [InlineData("""{"addition_embed_type": "text_time", "addition_time_embed_dim": 256}""", "projection_class_embeddings_input_dim is missing")]
    [InlineData(
        """{"addition_embed_type": "text_time", "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 1536}""",
        "projection_class_embeddings_input_dim is 1536")]
    [InlineData(
        """{"addition_embed_type": "text_time", "addition_time_embed_dim": 3, "projection_class_embeddings_input_dim": 100}""",
        "addition_time_embed_dim is 3")]
    [InlineData("""{"addition_embed_type": "text_image"}""", "addition_embed_type is")]
    public void Config_ImpossibleAddedConditions_AreRefusedByName(string json, string expected) =>
        Should.Throw<RewardLabException>(() => UNet2DConditionConfig.Parse(json, "config.json")).Message.ShouldContain(expected);

    [Fact]
    public void Config_OfExtraLarge_IsWrittenAsItIsRead()
    {
        using var golden = new GoldenFixture("unet_sdxl");
        var config = UNet2DConditionConfig.Load(golden.PathOf("config.json"));
        var again = UNet2DConditionConfig.Parse(config.ToJson(), "config.json");
        (again.AddsTextAndSizes, again.AdditionTimeEmbedDim, again.ProjectionClassEmbeddingsInputDim).ShouldBe((true, 8, 60));
        again.TransformerLayersPerBlock.ShouldBe([1, 2, 3]);
        again.PooledTextWidth.ShouldBe(12);
    }

    [Theory]
    [InlineData("to_q")]
    [InlineData("to_k")]
    [InlineData("to_v")]
    [InlineData("to_out.0")]
    public void AttentionProjection_Exchanged_IsRegisteredAndUsed(string projection)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var model = new UNet2DConditionModel(Tiny(2));
        var (sample, step, text) = (randn(1, 4, 8, 8), tensor(30L), randn(1, 5, 12));
        var before = model.call(sample, step, text);
        const string Owner = "down_blocks.0.attentions.0.transformer_blocks.0.attn2";
        var attention = (Attention)model.named_modules().Single(entry => entry.name == Owner).module;
        var replacement = nn.Linear(projection is "to_k" or "to_v" ? 12 : 8, 8);
        switch (projection)
        {
            case "to_q":
                attention.ToQuery = replacement;
                break;
            case "to_k":
                attention.ToKey = replacement;
                break;
            case "to_v":
                attention.ToValue = replacement;
                break;
            default:
                attention.ToOut = replacement;
                break;
        }

        model.call(sample, step, text).Equals(before).ShouldBeFalse();
        model.state_dict()[$"{Owner}.{projection}.weight"].Equals(replacement.weight).ShouldBeTrue();
    }

    private static UNet2DConditionModel Load(GoldenFixture golden)
    {
        var model = new UNet2DConditionModel(UNet2DConditionConfig.Load(golden.PathOf("config.json")));
        using var weights = SafetensorsFile.Open(golden.PathOf("diffusion_pytorch_model.safetensors"));
        ModuleWeights.Load(model, weights);
        return model;
    }

    private static Tensor Run(UNet2DConditionModel model, GoldenFixture golden, string inputs) =>
        model.Predict(golden[$"{inputs}.sample"], golden[$"{inputs}.timestep"], golden[$"{inputs}.encoder_hidden_states"], Added(golden, inputs));

    private static Tensor Loss(UNet2DConditionModel model, GoldenFixture golden, Tensor sample, Tensor context, AddedConditions? added = null) =>
        (model.Predict(sample, golden["a.timestep"], context, added ?? Added(golden, "a")) * golden["a.loss_weight"]).mean();

    private static AddedConditions? Added(GoldenFixture golden, string inputs) => golden.Keys.Contains($"{inputs}.text_embeds")
        ? new AddedConditions(golden[$"{inputs}.text_embeds"], golden[$"{inputs}.time_ids"])
        : null;

    private static UNet2DConditionConfig Tiny(int levels) => new()
    {
        BlockOutChannels = [.. Enumerable.Range(1, levels).Select(level => 8 * level)],
        DownBlockTypes = [.. Enumerable.Repeat("CrossAttnDownBlock2D", levels)],
        UpBlockTypes = [.. Enumerable.Repeat("CrossAttnUpBlock2D", levels)],
        LayersPerBlock = 1,
        NormNumGroups = 4,
        CrossAttentionDim = 12,
        AttentionHeadDim = [2],
    };
}
