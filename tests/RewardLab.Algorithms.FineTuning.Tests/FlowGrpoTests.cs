using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Weights;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Policy gradients on a flow model: Flow-GRPO (Liu et al., arXiv:2505.05470).</summary>
public sealed class FlowGrpoTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private readonly TinyWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Run_FlowModel_TrainsTheJointAttentionAndHoldsTheRatioAtOne()
    {
        var run = _world.Run("flow");
        FlowWorld.Optimise(FlowWorld.Options, run, Red, TestContext.Current.CancellationToken);

        using var lora = SafetensorsFile.Open(Path.Combine(run.Folder, "ddpo", "lora", "pytorch_lora_weights.safetensors"));
        lora.Tensors.Keys.ShouldAllBe(name => name.StartsWith("transformer.transformer_blocks.", StringComparison.Ordinal));
        lora.Tensors.Keys.ShouldContain("transformer.transformer_blocks.0.attn.add_q_proj.lora_A.weight");
        lora.Tensors.Keys.ShouldNotContain(name => name.Contains(".attn2.", StringComparison.Ordinal));
        lora.Tensors.Count.ShouldBe(2 * (8 + 7)); // the last block gives no text
        using var history = JsonDocument.Parse(TextFile.Read(Path.Combine(run.Folder, "ddpo", "history.json")));
        var text = history.RootElement.GetRawText();
        text.ShouldContain("ratio", Case.Insensitive);
        run.Lines.ShouldNotContain(line => line.Contains("float32 from now on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(11)]
    public void Run_StoppedAndResumed_EndsInTheSameBytes(int stop)
    {
        var whole = _world.Run("whole");
        FlowWorld.Optimise(FlowWorld.Options, whole, Red, TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var calls = 0;
        var events = new List<RunEvent>();
        var stopped = _world.Run("stopped", events, _ =>
        {
            if (++calls == stop)
            {
                cancellation.Cancel();
            }
        });
        Should.Throw<OperationCanceledException>(() => FlowWorld.Optimise(FlowWorld.Options, stopped, Red, cancellation.Token));
        var resumed = _world.Run("stopped", events);
        FlowWorld.Optimise(FlowWorld.Options, resumed, Red, TestContext.Current.CancellationToken);

        TinyWorld.Lora(resumed, "ddpo").ShouldBe(TinyWorld.Lora(whole, "ddpo"));
    }

    [Fact]
    public void Run_ImpossibleRequests_AreRefusedInOneLine()
    {
        Refused(FlowWorld.Options with { NoiseLevel = 0 }).ShouldContain("noise level 0");
        Refused(FlowWorld.Options with { AdapterFormat = LoraLayout.Kohya }).ShouldContain("adapterFormat");
        Refused(TinyWorld.Rwr).ShouldContain("flow model");
        Should.Throw<RewardLabException>(() => TinyWorld.Optimise(
            TinyWorld.Ddpo with { KlOf = RegularizerType.FlowStep }, _world.Run("diffusion"), Red, TestContext.Current.CancellationToken))
            .Message.ShouldContain("klOf");

        string Refused(FineTuningOptions options)
        {
            var message = Should.Throw<RewardLabException>(
                () => FlowWorld.Optimise(options, _world.Run($"refused-{Guid.NewGuid():N}"), Red, TestContext.Current.CancellationToken)).Message;
            message.ShouldNotContain("\n");
            return message;
        }
    }
}
