using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Clip;

/// <summary>The second text encoder of Stable Diffusion XL against transformers.</summary>
public sealed class ClipTextModelWithProjectionTests : IDisposable
{
    private const string Gradient = "grad.";
    private readonly GoldenFixture _golden = new("clip_text_projection");
    private readonly ClipTextModelWithProjection _model;

    public ClipTextModelWithProjectionTests()
    {
        _model = new ClipTextModelWithProjection(ClipTextConfig.Load(_golden.PathOf("config.json")));
        using var source = SafetensorsFile.Open(_golden.PathOf("model.safetensors"));
        ModuleWeights.Load(_model, source);
        _model.eval();
    }

    [Fact]
    public void Forward_ReferenceTexts_GivesReferenceStates()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();

        var output = _model.Encode(_golden["input_ids"]);

        _golden.Check("text_embeds", _model.Project(output), GoldenFixture.OutputLimit);
        _golden.Check("last_hidden_state", output.LastHiddenState, GoldenFixture.OutputLimit);
        _golden.Check("pooler_output", output.PoolerOutput, GoldenFixture.OutputLimit);
        _golden.Check("penultimate", output.HiddenStates[^2], GoldenFixture.OutputLimit);
        output.HiddenStates.Count.ShouldBe(5);
        for (var i = 0; i < output.HiddenStates.Count; i++)
        {
            _golden.Check($"hidden_states.{i}", output.HiddenStates[i], GoldenFixture.OutputLimit);
        }

        _golden.Report("text tower with projection");
    }

    [Theory]
    [InlineData("endpad.")]
    [InlineData("mask.")]
    [InlineData("short.")]
    public void Forward_OtherPaddingOrLength_GivesReferenceStates(string inputs)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var mask = inputs == "mask." ? _golden["mask.attention_mask"] : null;

        var output = _model.call(_golden[$"{inputs}input_ids"], mask);

        _golden.Check($"{inputs}text_embeds", _model.Project(output), GoldenFixture.OutputLimit);
        _golden.Check($"{inputs}penultimate", output.HiddenStates[^2], GoldenFixture.OutputLimit);
    }

    [Fact]
    public void Backward_ReferenceLoss_GivesReferenceGradients()
    {
        using var scope = NewDisposeScope();

        var loss = (_model.Project(_model.Encode(_golden["input_ids"])) * _golden["loss_weight"]).mean();
        loss.backward();

        _golden.Check("loss", loss.reshape(1), GoldenFixture.GradientLimit);
        var names = _golden.Keys.Where(key => key.StartsWith(Gradient, StringComparison.Ordinal)).Select(key => key[Gradient.Length..]).ToArray();
        names.Length.ShouldBe(8);
        foreach (var name in names)
        {
            _golden.Check(Gradient + name, _model.get_parameter(name)!.grad!, GoldenFixture.GradientLimit);
        }

        _golden.Report("gradients");
    }

    public void Dispose()
    {
        _model.Dispose();
        _golden.Dispose();
    }
}
