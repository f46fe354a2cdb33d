using RewardLab.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Training;

public sealed class GradientNoiseTests
{
    [Fact]
    public void AfterAll_NormalGradients_FindsTheSquaredNormAndTheTrace()
    {
        // Each sample's gradient: (1, 2, 0) plus normal noise of deviations 3, 1 and 2: squared norm 5, trace 14.
        var random = new Random(7);
        var (signal, noise, updates) = (0.0, 0.0, 4000);
        using var parameter = new Parameter(zeros(3));
        (string, Parameter)[] parameters = [("w", parameter)];
        for (var update = 0; update < updates; update++)
        {
            const int total = 24;
            const int half = 10;
            var sum = new double[3];
            GradientNoise? first = null;
            for (var sample = 0; sample < total; sample++)
            {
                if (sample == half)
                {
                    Put(sum, total);
                    first = GradientNoise.AfterFirstHalf(parameters, half);
                }

                sum[0] += 1 + (3 * Normal());
                sum[1] += 2 + Normal();
                sum[2] += 2 * Normal();
            }

            Put(sum, total);
            var (s, n) = first!.AfterAll(parameters, total);
            first.Dispose();
            (signal, noise) = (signal + (s / updates), noise + (n / updates));
        }

        signal.ShouldBe(5, 0.15);
        noise.ShouldBe(14, 0.5);

        void Put(double[] values, int total)
        {
            using var scope = NewDisposeScope();
            parameter.grad?.Dispose();
            parameter.grad = tensor(Array.ConvertAll(values, value => (float)(value / total))).DetachFromDisposeScope();
        }

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    [Fact]
    public void AfterAll_NoSecondHalf_IsRefused()
    {
        using var parameter = new Parameter(zeros(3));
        using var noise = GradientNoise.AfterFirstHalf([("w", parameter)], 4);
        Should.Throw<ArgumentOutOfRangeException>(() => noise.AfterAll([("w", parameter)], 4));
        noise.AfterAll([("w", parameter)], 8).ShouldBe((0, 0));
    }
}
