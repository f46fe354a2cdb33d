using BenchmarkDotNet.Attributes;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Benchmarks;

/// <summary>A million scores.</summary>
[MemoryDiagnoser]
public class MetricsBenchmarks
{
    private const int Count = 1_000_000;

    private readonly double[] _scores = new double[Count];
    private readonly double[] _labels = new double[Count];
    private readonly bool[] _good = new bool[Count];

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        for (var i = 0; i < Count; i++)
        {
            _labels[i] = random.Next(7) / 6.0;
            _good[i] = _labels[i] > 0.5;
            _scores[i] = _labels[i] + random.NextDouble();
        }
    }

    [Benchmark]
    public double? Auroc() => RankingMetrics.Auroc(_scores, _good);

    [Benchmark]
    public double Auprc() => RankingMetrics.Auprc(_scores, _good);

    [Benchmark]
    public double? Kendall() => RankCorrelation.KendallTauB(_scores, _labels);
}
