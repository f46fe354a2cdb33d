using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;

namespace RewardLab.Evaluation.Tests.Overoptimization;

/// <summary>Runs of which the ground truth is known: every image has a level of its own and noise of deviation 1 around the run's trend.</summary>
internal static class SimulatedRun
{
    public static EvaluationHistory Create(
        ulong seed,
        Func<int, double> proxy,
        Func<int, double> heldOutReward,
        int evaluations = 60,
        int prompts = 10,
        int imagesOfPrompt = 4,
        double waver = 0,
        double spread = 0)
    {
        var stream = SeedStream.Create(seed, "simulated-run");
        var draw = 0L;
        double Normal()
        {
            double Uniform() => ((stream[draw++] >> 11) + 0.5) / (1UL << 53);
            return Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());
        }

        int[] places = [.. Enumerable.Range(0, prompts * imagesOfPrompt).Select(image => image / imagesOfPrompt)];
        double[] levels = [.. places.Select(_ => 3 * Normal())];

        // Some prompts move more than others, and some hardly.
        double[] shares = [.. Enumerable.Range(0, prompts).Select(_ => spread > 0 ? Math.Max(0, 1 + (spread * Normal())) : 1)];
        double[] Scores(double trend)
        {
            var shared = waver * Normal();
            return [.. levels.Select((level, image) => level + (trend * shares[places[image]]) + shared + Normal())];
        }

        return new EvaluationHistory(
            places, [.. Enumerable.Range(0, evaluations).Select(step => new PairedScores(Scores(proxy(step)), Scores(heldOutReward(step))))]);
    }
}
