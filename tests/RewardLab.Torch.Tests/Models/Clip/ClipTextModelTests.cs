using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Clip;

public sealed class ClipTextModelTests : IDisposable
{
    private readonly GoldenFixture _golden = new("clip_text_sd2");
    private readonly ClipTextModel _model;

    public ClipTextModelTests()
    {
        _model = new ClipTextModel(ClipTextConfig.Load(_golden.PathOf("config.json")));
        Load(_model);
        _model.eval();
    }

    [Fact]
    public void Forward_StableDiffusion2Style_MatchesReference()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();

        var output = _model.Encode(_golden["input_ids"]);

        _golden.Check("last_hidden_state", output.LastHiddenState, GoldenFixture.OutputLimit);
        _golden.Check("pooler_output", output.PoolerOutput, GoldenFixture.OutputLimit);
        output.HiddenStates.Count.ShouldBe(5);
        for (var i = 0; i < output.HiddenStates.Count; i++)
        {
            _golden.Check($"hidden_states.{i}", output.HiddenStates[i], GoldenFixture.OutputLimit);
        }

        _golden.Check("penultimate_final_ln", _model.NormalizedPenultimate(output), GoldenFixture.OutputLimit);
        _golden.Report("text tower");
    }

    [Fact]
    public void Forward_ShortTexts_MatchesReference()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();

        var output = _model.Encode(_golden["short.input_ids"]);

        _golden.Check("short.last_hidden_state", output.LastHiddenState, GoldenFixture.OutputLimit);
        _golden.Check("short.pooler_output", output.PoolerOutput, GoldenFixture.OutputLimit);
    }

    [Fact]
    public void Forward_MaskOfOnes_EqualsNoMask()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var ids = _golden["input_ids"];

        var masked = _model.call(ids, ones_like(ids));

        _golden.Check("last_hidden_state", masked.LastHiddenState, GoldenFixture.OutputLimit);
    }

    [Fact]
    public void Forward_RowOfPaddingAlone_StaysFinite()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var ids = _golden["input_ids"];

        var output = _model.call(ids, zeros_like(ids));

        output.LastHiddenState.isfinite().all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Forward_TextTooLong_SaysHowLong()
    {
        using var scope = NewDisposeScope();
        var ids = zeros(1, 78, ScalarType.Int64);

        Should.Throw<RewardLabException>(() => _model.Encode(ids)).Message.ShouldContain("at most 77");
    }

    [Fact]
    public void Forward_RealEndOfTextId_PoolsItsFirstOccurrence()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var ids = tensor(new long[] { 5, 9, 7, 9, 30 }).view(1, 5);
        using var model = new ClipTextModel(_model.Config with { EndOfTextId = 9 });
        Load(model);

        model.eval();
        var output = model.Encode(ids);

        output.PoolerOutput.RelativeErrorTo(output.LastHiddenState.select(1, 1)).ShouldBe(0);
        _model.Encode(ids).PoolerOutput.RelativeErrorTo(output.LastHiddenState.select(1, 4)).ShouldBe(0);
    }

    [Fact]
    public void Gradients_ThroughCausalAttention_MatchFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var config = _model.Config with
        {
            LayerCount = 1,
            HiddenSize = 8,
            HeadCount = 2,
            IntermediateSize = 16,
            VocabularySize = 10,
            MaxTokenCount = 5,
            EndOfTextId = 9,
        };
        using var model = new ClipTextModel(config);
        model.to(ScalarType.Float64);
        var ids = tensor(new long[] { 1, 4, 9, 2, 3 }).view(1, 5);
        var mask = tensor(new long[] { 1, 1, 1, 0, 0 }).view(1, 5);
        var weight = model.get_parameter("text_model.encoder.layers.0.self_attn.k_proj.weight")!;

        Loss().backward();
        var gradient = weight.grad!.detach().clone();

        const double Step = 1e-6;
        using var ungraded = no_grad();
        foreach (var (row, column) in ((int, int)[])[(0, 0), (3, 5), (7, 2)])
        {
            var element = weight[row, column];
            var value = element.item<double>();
            element.copy_(tensor(value + Step));
            var above = Loss().item<double>();
            element.copy_(tensor(value - Step));
            var below = Loss().item<double>();
            element.copy_(tensor(value));
            gradient[row, column].item<double>().ShouldBe((above - below) / (2 * Step), 1e-7);
        }

        Tensor Loss() => model.call(ids, mask).PoolerOutput.square().mul(tensor([1.0, 2, 3, 4, 5, 6, 7, 8])).sum();
    }

    [Fact]
    public void Constructor_InsideAScope_OutlivesIt()
    {
        using var scope = NewDisposeScope();
        ClipTextModel model;
        using (NewDisposeScope())
        {
            model = new ClipTextModel(_model.Config);
        }

        using (model)
        {
            model.parameters().ShouldAllBe(p => p.isfinite().all().item<bool>());
            model.Encode(_golden["input_ids"]).LastHiddenState.isfinite().all().item<bool>().ShouldBeTrue();
        }
    }

    [Fact]
    public void Forward_Repeated_LeavesOnlyItsOutput()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var ids = _golden["input_ids"];
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        using (NewDisposeScope())
        {
            _model.Encode(ids);
        }

        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    public void Dispose()
    {
        _model.Dispose();
        _golden.Dispose();
    }

    private void Load(ClipTextModel model)
    {
        using var source = SafetensorsFile.Open(_golden.PathOf("model.safetensors"));
        ModuleWeights.Load(model, source);
    }
}
