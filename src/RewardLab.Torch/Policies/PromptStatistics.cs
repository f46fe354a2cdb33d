namespace RewardLab.Torch.Policies;

/// <summary>The latest rewards of each prompt, by which its next ones are judged (Black et al., arXiv:2305.13301, section 4.3 and appendix D.1).</summary>
public sealed class PromptStatistics
{
    private readonly Dictionary<string, List<double>> _buffers = new(StringComparer.Ordinal);
    private readonly int _size;
    private readonly int _minCount;

    /// <summary>Creates statistics without any reward seen.</summary>
    /// <param name="size">Rewards kept for each prompt, at least 1.</param>
    /// <param name="minCount">Rewards that a prompt's buffer needs; with fewer the batch's statistics serve.</param>
    public PromptStatistics(int size, int minCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _size = size;
        _minCount = minCount;
    }

    /// <summary>The buffers, for a checkpoint.</summary>
    public IReadOnlyDictionary<string, double[]> State => _buffers.ToDictionary(buffer => buffer.Key, buffer => buffer.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>Takes the buffers of a checkpoint.</summary>
    public void Load(IReadOnlyDictionary<string, double[]> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _buffers.Clear();
        foreach (var (prompt, rewards) in state)
        {
            _buffers[prompt] = [.. rewards];
        }
    }

    /// <summary>Appends rewards to their prompts' buffers, then gives each its advantage by its buffer's mean and population standard deviation + 1e-6; by the
    /// batch's where the buffer holds too few.</summary>
    /// <param name="prompts">[batch].</param>
    /// <param name="rewards">[batch].</param>
    /// <returns>[batch].</returns>
    public double[] Advantages(IReadOnlyList<string> prompts, IReadOnlyList<double> rewards)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(rewards);
        var advantages = new double[rewards.Count];
        var (batchMean, batchDeviation) = Moments(rewards);
        foreach (var group in Enumerable.Range(0, prompts.Count).GroupBy(i => prompts[i], StringComparer.Ordinal))
        {
            if (!_buffers.TryGetValue(group.Key, out var buffer))
            {
                _buffers.Add(group.Key, buffer = []);
            }

            buffer.AddRange(group.Select(i => rewards[i]));
            buffer.RemoveRange(0, Math.Max(0, buffer.Count - _size));
            var (mean, deviation) = buffer.Count < _minCount ? (batchMean, batchDeviation) : Moments(buffer);
            foreach (var i in group)
            {
                advantages[i] = (rewards[i] - mean) / (deviation + 1e-6);
            }
        }

        return advantages;
    }

    /// <summary>Advantages against all rewards of the batch: (r - mean) / (population standard deviation + epsilon).</summary>
    /// <param name="rewards">[batch].</param>
    /// <param name="epsilon">1e-8 in trl.</param>
    public static double[] Global(IReadOnlyList<double> rewards, double epsilon = 1e-8)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        var (mean, deviation) = Moments(rewards);
        return [.. rewards.Select(reward => (reward - mean) / (deviation + epsilon))];
    }

    /// <summary>Advantages within each prompt's rewards of the batch alone (Shao et al., arXiv:2402.03300, section 4.1).</summary>
    /// <param name="prompts">[batch].</param>
    /// <param name="rewards">[batch].</param>
    public static double[] Group(IReadOnlyList<string> prompts, IReadOnlyList<double> rewards)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(rewards);
        var advantages = new double[rewards.Count];
        foreach (var group in Enumerable.Range(0, prompts.Count).GroupBy(i => prompts[i], StringComparer.Ordinal).Select(group => group.ToArray()))
        {
            var own = Global(Array.ConvertAll(group, i => rewards[i]), 1e-6);
            for (var i = 0; i < group.Length; i++)
            {
                advantages[group[i]] = own[i];
            }
        }

        return advantages;
    }

    /// <summary>Advantages within each prompt's rewards of the batch, as Flow-GRPO's tracker has them after it was cleared: (r - mean) / (population standard
    /// deviation + 1e-4) (Liu et al., arXiv:2505.05470).</summary>
    /// <param name="prompts">[batch].</param>
    /// <param name="rewards">[batch].</param>
    /// <param name="usesGlobalDeviation">Whether the deviation is that of all rewards of the batch.</param>
    /// <returns>[batch].</returns>
    public static double[] FlowGroup(IReadOnlyList<string> prompts, IReadOnlyList<double> rewards, bool usesGlobalDeviation)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(rewards);
        const double Epsilon = 1e-4;
        var advantages = new double[rewards.Count];
        var all = rewards.Count == 0 ? 0 : Moments(rewards).Deviation;
        foreach (var group in Enumerable.Range(0, prompts.Count).GroupBy(i => prompts[i], StringComparer.Ordinal).Select(group => group.ToArray()))
        {
            var (mean, deviation) = Moments(Array.ConvertAll(group, i => rewards[i]));
            foreach (var i in group)
            {
                advantages[i] = (rewards[i] - mean) / ((usesGlobalDeviation ? all : deviation) + Epsilon);
            }
        }

        return advantages;
    }

    private static (double Mean, double Deviation) Moments(IReadOnlyList<double> values)
    {
        // About the first value: equal rewards have exactly their value as mean, so that none of them gets an advantage by rounding.
        var mean = values[0] + values.Average(value => value - values[0]);
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
