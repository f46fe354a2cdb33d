using System.Diagnostics;
using static TorchSharp.torch;

namespace RewardLab.Benchmarks;

/// <summary>The rate at which this process multiplies matrices: what a model's rate is compared with.</summary>
internal static class MatrixRate
{
    private const int Side = 1024;
    private const int Turns = 20;

    /// <summary>Floating-point operations per second in float32, the median of several products.</summary>
    /// <param name="clock">Nanoseconds; null for those that pass.</param>
    public static double Measure(Func<long>? clock = null)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (a, b) = (randn(Side, Side), randn(Side, Side));
        var rates = new List<double>();
        for (var i = 0; i < Turns; i++)
        {
            using var inner = NewDisposeScope();
            var began = Now();
            a.matmul(b);
            rates.Add(2.0e9 * Side * Side * Side / (Now() - began));
        }

        return rates.Order().ElementAt(rates.Count / 2);

        double Now() => clock?.Invoke() ?? 1e9 * Stopwatch.GetTimestamp() / Stopwatch.Frequency;
    }
}
