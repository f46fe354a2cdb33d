using CsCheck;
using AdamW = RewardLab.Torch.Training.AdamW;
using AdamWOptions = RewardLab.Torch.Training.AdamWOptions;
using Parameter = TorchSharp.Modules.Parameter;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Training;

public sealed class AdamWTests
{
    private static readonly Gen<(double[] Start, double[][] Gradients, double Rate, double Decay)> Cases =
        from size in Gen.Int[1, 8]
        from start in Gen.Double[-2, 2].Array[size]
        from gradients in Gen.Double[-3, 3].Array[size].Array[1, 6]
        from rate in Gen.Double[1e-4, 1e-1]
        from decay in Gen.Double[0, 0.5]
        select (start, gradients, rate, decay);

    [Fact]
    public void Step_AnyGradients_FollowsThePublishedAlgorithm() => Cases.Sample(c =>
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(c.Start, ScalarType.Float32));
        using var optimizer = new AdamW([("p", parameter)], new AdamWOptions { LearningRate = c.Rate, WeightDecay = c.Decay });
        foreach (var gradient in c.Gradients)
        {
            parameter.grad = tensor(gradient, ScalarType.Float32);
            optimizer.Step();
        }

        var expected = Reference(c.Start, c.Gradients, c.Rate, c.Decay);
        var actual = parameter.detach().data<float>().ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe((float)expected[i], 2e-5f * (1 + Math.Abs((float)expected[i])));
        }
    });

    [Fact]
    public void LoadState_AfterThreeSteps_ContinuesBitForBit()
    {
        using var scope = NewDisposeScope();
        var (one, two) = (new Parameter(tensor(new[] { 1f, -2f })), new Parameter(tensor(new[] { 1f, -2f })));
        using var straight = new AdamW([("p", one)], new AdamWOptions());
        using var first = new AdamW([("p", two)], new AdamWOptions());
        for (var step = 0; step < 6; step++)
        {
            one.grad = tensor(new[] { 0.3f * step, -0.1f });
            straight.Step();
        }

        for (var step = 0; step < 3; step++)
        {
            two.grad = tensor(new[] { 0.3f * step, -0.1f });
            first.Step();
        }

        var saved = first.State().ToDictionary(s => s.Name, s => s.Value.clone());
        using var resumed = new AdamW([("p", two)], new AdamWOptions());
        resumed.LoadState(name => saved[name], first.StepCount);
        for (var step = 3; step < 6; step++)
        {
            two.grad = tensor(new[] { 0.3f * step, -0.1f });
            resumed.Step();
        }

        two.detach().data<float>().ToArray().ShouldBe(one.detach().data<float>().ToArray());
    }

    [Fact]
    public void ClipGradients_NormAboveLimit_ScalesJointNormToLimit()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (new Parameter(zeros(2)), new Parameter(zeros(1)));
        a.grad = tensor(new[] { 3f, 0f });
        b.grad = tensor(new[] { 4f });
        using var optimizer = new AdamW([("a", a), ("b", b)], new AdamWOptions());
        optimizer.ClipGradients(1).ShouldBe(5, 1e-5);
        a.grad!.data<float>().ToArray()[0].ShouldBe(0.6f, 1e-5f);
        b.grad!.data<float>().ToArray()[0].ShouldBe(0.8f, 1e-5f);
    }

    private static double[] Reference(double[] start, double[][] gradients, double rate, double decay)
    {
        var (x, m, v) = ((double[])start.Clone(), new double[start.Length], new double[start.Length]);
        for (var t = 1; t <= gradients.Length; t++)
        {
            for (var i = 0; i < x.Length; i++)
            {
                var g = gradients[t - 1][i];
                x[i] -= rate * decay * x[i];
                m[i] = (0.9 * m[i]) + (0.1 * g);
                v[i] = (0.999 * v[i]) + (0.001 * g * g);
                x[i] -= rate * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
        }

        return x;
    }
}
