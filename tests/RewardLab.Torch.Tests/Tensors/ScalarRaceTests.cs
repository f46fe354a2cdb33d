using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Tensors;

/// <summary>TorchSharp lets the garbage collector free a number while native code reads it. Whatever we compute must not notice a collector running.</summary>
/// <remarks>With TorchSharp's own operators in place of <see cref="SafeOps"/>'s, the first test fails within a second: tried.</remarks>
public sealed class ScalarRaceTests
{
    private const int Steps = 12;
    private const int Operations = 60_000;

    [Fact]
    public void TensorMath_BesideACollectingThread_GivesTheSameBits()
    {
        var quiet = Arithmetic(Operations / 10);
        using (new CollectingThread())
        {
            Arithmetic(Operations / 10).ShouldBe(quiet);

            using var scope = NewDisposeScope();
            var one = ones(1);
            var wrong = 0;
            for (var i = 0; i < Operations; i++)
            {
                using var step = NewDisposeScope();
                wrong += one.Add(one).Mul(0.5).Add(i).item<float>() == 1f + i ? 0 : 1;
            }

            wrong.ShouldBe(0);
        }
    }

    [Fact]
    public void Training_BesideACollectingThread_GivesTheSameBits()
    {
        var quiet = Train();
        using var collecting = new CollectingThread();
        Train().ShouldBe(quiet);
        Train().ShouldBe(quiet);
    }

    /// <summary>Every operation that takes a number, over and over on values that stay finite.</summary>
    private static float[] Arithmetic(int count)
    {
        using var scope = NewDisposeScope();
        var a = tensor(new[] { 0.25f, -0.5f, 0.75f });
        var b = tensor(new[] { 1.5f, 0.5f, -1f });
        for (var i = 0; i < count / 10; i++)
        {
            using var step = NewDisposeScope();
            var x = a.AddScaled(b, 0.001 * (i % 7)).Mul(0.9).Add(0.01).Div(1.1).Clamp(-2, 2 + (i % 3));
            x = x.SubtractFrom(0.125).FillWhere(x.gt(b), 0.5).Pow(2);
            a.MulInPlace(0.5);
            a.AddInPlace(x, 0.25);
            a.AddProductInPlace(b, x, 1e-3);
            a.AddQuotientInPlace(x, b, 1e-3);
        }

        return a.data<float>().ToArray();
    }

    private static byte[] Train()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("unet_sd21");
        using var run = new FolderRun();
        using var unet = new UNet2DConditionModel(UNet2DConditionConfig.Load(golden.PathOf("config.json")));
        using (var weights = SafetensorsFile.Open(golden.PathOf("diffusion_pytorch_model.safetensors")))
        {
            ModuleWeights.Load(unet, weights);
        }

        var sample = golden["a.sample"];
        var states = golden["a.encoder_hidden_states"];
        var times = golden["a.timestep"];
        var loop = new TrainingLoop(
            new Dictionary<string, nn.Module> { ["unet"] = unet },
            new TrainingLoopOptions { Stage = "unet", StepCount = Steps, WarmupSteps = 2, AdamW = new AdamWOptions { LearningRate = 1e-3 } },
            run);
        loop.Run(
            step =>
            {
                var difference = unet.call(sample.Mul(1 + (0.01 * step)), times, states).Add(sample);
                return (difference * difference).mean().Mul(0.5);
            },
            CancellationToken.None);
        return [.. unet.parameters().SelectMany(p => p.detach().bytes.ToArray())];
    }

    /// <summary>Makes garbage and has it collected and finalized, again and again.</summary>
    private sealed class CollectingThread : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _isStopping;

        public CollectingThread()
        {
            _thread = new Thread(Collect) { IsBackground = true };
            _thread.Start();
        }

        public void Dispose()
        {
            _isStopping = true;
            _thread.Join();
        }

        private void Collect()
        {
            while (!_isStopping)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        }
    }
}
