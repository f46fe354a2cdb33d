using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Rollouts;

/// <summary>How pairs of sample and timestep are shared out.</summary>
internal static class MicroBatches
{
    /// <summary>Several timesteps of a trajectory at once: sample by sample, as many pairs as fit.</summary>
    public static IReadOnlyList<(int Sample, int Step)[]> AcrossTimesteps(IEnumerable<(int Sample, int[] Steps)> samples, int size) =>
        [.. samples.SelectMany(sample => sample.Steps.Select(step => (sample.Sample, step))).Chunk(size)];

    /// <summary>One timestep at a time, of samples that were sampled together.</summary>
    public static IReadOnlyList<(int Sample, int Step)[]> OfOneTimestep(IReadOnlyList<(int Sample, int[] Steps)> samples, int sampleBatchSize, int size) =>
        [
            .. samples.SelectMany(sample => sample.Steps.Select(step => (sample.Sample, Step: step)))
                .GroupBy(pair => (Batch: pair.Sample / sampleBatchSize, pair.Step)).OrderBy(group => group.Key.Batch).ThenBy(group => group.Key.Step)
                .SelectMany(group => group.OrderBy(pair => pair.Sample).Chunk(size)),
        ];

    /// <summary>Samples shared out among an epoch's updates at random:
    /// one by one, or those that were sampled together if there are enough such batches.</summary>
    /// <param name="sampleCount">Samples of the epoch.</param>
    /// <param name="unit">Samples that stay together.</param>
    /// <param name="updateCount">Updates of the epoch.</param>
    /// <param name="order">The random order.</param>
    public static IEnumerable<int[]> ShareOut(int sampleCount, int unit, int updateCount, Func<IEnumerable<int>, int[]> order)
    {
        var units = Enumerable.Range(0, sampleCount).Chunk(unit).ToArray();
        if (units.Length < updateCount)
        {
            units = [.. Enumerable.Range(0, sampleCount).Chunk(1)];
        }

        // In the samples' own order: the shuffle decides who is together, and batches stay those of the sampling.
        return order(Enumerable.Range(0, units.Length))
            .Chunk((units.Length + updateCount - 1) / updateCount)
            .Select(group => group.SelectMany(index => units[index]).Order().ToArray());
    }

    /// <summary>The timesteps of a sample that are trained on, in order: all, the first, or a share of these sampled anew each time.</summary>
    /// <param name="numInferenceSteps">Steps of a trajectory.</param>
    /// <param name="firstSteps">The noisiest so many; 0 for all.</param>
    /// <param name="fraction">The share, above 0, at most 1.</param>
    /// <param name="seeds">Choose the share.</param>
    public static int[] Timesteps(int numInferenceSteps, int firstSteps, double fraction, SeedStream seeds)
    {
        var considered = firstSteps > 0 ? Math.Min(firstSteps, numInferenceSteps) : numInferenceSteps;
        var count = Math.Max(1, (int)Math.Round(considered * fraction));
        var all = Enumerable.Range(0, considered);
        return count == considered ? [.. all] : [.. Shuffle(all, seeds).Take(count).Order()];
    }

    /// <summary>Items in a random order, which depends on the seeds alone.</summary>
    public static int[] Shuffle(IEnumerable<int> items, SeedStream seeds) => [.. items.OrderBy(item => seeds[item]).ThenBy(item => item)];

    /// <summary>Two halves of an update's samples: of each prompt's every other one, so that both hold the same prompts;
    /// or batches of the sampling, none parted.</summary>
    /// <param name="samples">The update's samples, in order.</param>
    /// <param name="prompts">The prompt of each sample of the epoch.</param>
    /// <param name="unit">Samples that stay together; 1 where they need not.</param>
    public static ((int Sample, int[] Steps)[] First, (int Sample, int[] Steps)[] Second) Halves(
        IReadOnlyList<(int Sample, int[] Steps)> samples,
        IReadOnlyList<string> prompts,
        int unit)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var sides = samples.ToLookup(sample => Side(sample.Sample));
        return sides.Contains(0) ? ([.. sides[0]], [.. sides[1]]) : ([.. sides[1]], []);

        int Side(int sample)
        {
            if (unit > 1)
            {
                return sample / unit % 2;
            }

            var before = seen.GetValueOrDefault(prompts[sample]);
            seen[prompts[sample]] = before + 1;
            return before % 2;
        }
    }
}
