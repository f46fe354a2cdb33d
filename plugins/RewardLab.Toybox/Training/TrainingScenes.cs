using RewardLab.Abstractions;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Training;

/// <summary>An endless, indexed supply of scenes: scene i depends on the seed and i alone, so that training resumes anywhere.</summary>
/// <remarks>
/// Half of the scenes hold one class, 1..4 objects and now and then 5 or 6; half hold two classes, most often one of each. That is what
/// the counting and composition prompts ask for, with the larger numbers there so that their words mean something.
/// </remarks>
internal sealed class TrainingScenes(SeedStream seeds)
{
    private static readonly double[] SingleWeights = [0.22, 0.24, 0.24, 0.2, 0.06, 0.04];

    private static readonly ((int First, int Second) Counts, double Weight)[] PairWeights =
        [((1, 1), 0.4), ((1, 2), 0.15), ((2, 1), 0.15), ((2, 2), 0.1), ((1, 3), 0.1), ((3, 1), 0.1)];

    /// <summary>The scene of an index.</summary>
    public Scene this[long index]
    {
        get
        {
            var random = new ToyRandom(seeds[index]);
            return SceneSampler.Sample(Counts(random), random);
        }
    }

    private static ToyCounts Counts(ToyRandom random)
    {
        var first = random.Choose(ToyClasses.All);
        if (random.NextBool(0.5))
        {
            return ToyCounts.From((first, 1 + Select(SingleWeights, random)));
        }

        var second = (ToyClass)(((int)first + 1 + random.Next(ToyClasses.Count - 1)) % ToyClasses.Count);
        var (ofFirst, ofSecond) = PairWeights[Select(Array.ConvertAll(PairWeights, static p => p.Weight), random)].Counts;
        return ToyCounts.From((first, ofFirst), (second, ofSecond));
    }

    private static int Select(double[] weights, ToyRandom random)
    {
        var left = random.Next(0f, 1f) * weights.Sum();
        for (var i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }
}
