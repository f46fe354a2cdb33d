using BenchmarkDotNet.Attributes;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;
using RewardLab.Calibration.Search;

namespace RewardLab.Benchmarks;

/// <summary>A search over 200 settings of two rewards, on 550 prompts x 50 images x 33 texts whose scores are there: the size of TIA2.</summary>
[MemoryDiagnoser]
public class CalibrationBenchmarks
{
    private const int Prompts = 550;
    private const int Images = 50;
    private const int Texts = 33;

    private CalibrationPrompt[] _prompts = [];
    private IReadOnlyList<CalibrationCandidate> _candidates = [];

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _prompts =
        [
            .. Enumerable.Range(0, Prompts).Select(prompt => new CalibrationPrompt(
                $"prompt {prompt}",
                $"set {prompt % 3}",
                LabelSet.FromGroundTruth(Enumerable.Range(0, Images).Select(image => image == 0 || (image > 1 && random.Next(2) == 0))),
                [Grid(random), Grid(random)])),
        ];
        var mean = new CalibrationEnsemble("mean", new ComponentReference("mean"), new Mean());
        _candidates = CalibrationTable.Space([.. Enumerable.Range(1, 40).Select(i => i / 4.0)], 2, [mean, mean, mean, mean, mean]);
    }

    [Benchmark]
    public int SearchAndEveryProtocol() =>
        new CalibrationProtocols(CalibrationTable.Compute(_prompts, _candidates, new CalibrationOptions { Reported = [Metric.Auroc] })).All().Count;

    private static ScoreMatrix Grid(Random random) => new([.. Enumerable.Range(0, Images * Texts).Select(_ => random.NextSingle() * 10)], Images, Texts);

    private sealed class Mean : IEnsemble
    {
        public string Name => "mean";

        public double[] Combine(IReadOnlyList<double[]> rows)
        {
            var combined = new double[rows[0].Length];
            for (var i = 0; i < combined.Length; i++)
            {
                combined[i] = (rows[0][i] + rows[1][i]) / 2;
            }

            return combined;
        }
    }
}
