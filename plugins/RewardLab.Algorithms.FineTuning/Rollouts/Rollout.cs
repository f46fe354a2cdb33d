using RewardLab.Abstractions;
using RewardLab.Torch.Policies;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Rollouts;

/// <summary>Trajectories sampled by a policy, scored.</summary>
/// <remarks>Owns its tensors.</remarks>
internal sealed class Rollout : IDisposable
{
    private readonly List<TrajectoryBatch> _batches = [];

    /// <summary>Sampling batches in order; pair (sample, step) is in one of them.</summary>
    public IReadOnlyList<TrajectoryBatch> Batches => _batches;

    public int Count => _batches.Sum(batch => batch.Requests.Count);

    /// <summary>The reward that is optimised, [samples].</summary>
    public double[] Rewards => Scores.Values;

    /// <summary>The same, with what orders them.</summary>
    public ImageScores Scores { get; private set; } = new([], []);

    /// <summary>Rewards that are not optimised, by name, [samples] each.</summary>
    public IReadOnlyList<(string Reward, double[] Scores)> HeldOut { get; private set; } = [];

    /// <summary>What rewards said whose scores are not finite: a held-out one is left out, the optimised one's are not a number.</summary>
    public IReadOnlyList<string> NotFinite { get; private set; } = [];

    public string[] Prompts => [.. _batches.SelectMany(batch => batch.Requests).Select(request => request.Prompt)];

    /// <summary>Samples on this thread while another scores what is finished.</summary>
    /// <param name="policy">Samples.</param>
    /// <param name="requests">Prompts and seeds.</param>
    /// <param name="reward">The reward that is optimised.</param>
    /// <param name="heldOut">Rewards that are not.</param>
    /// <param name="report">Told how many are sampled.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <param name="keepsTrajectories">Whether the ways to the images are kept, or their ends x_0 alone: then a trajectory has one latent and no step.</param>
    public static Rollout Collect(
        IDenoisingPolicy policy, IReadOnlyList<ImageRequest> requests, IRewardModel reward, IReadOnlyList<IRewardModel> heldOut, Action<int> report,
        CancellationToken cancellationToken, bool keepsTrajectories = true)
    {
        var rollout = new Rollout();
        try
        {
            using var queue = new ScoringQueue([reward, .. heldOut], cancellationToken);
            foreach (var requested in requests.Chunk(policy.Options.BatchSize))
            {
                var batch = policy.Sample(requested, queue.Cancellation);
                batch = keepsTrajectories ? batch : EndOf(batch);
                rollout._batches.Add(batch);
                queue.Add(batch);
                report(rollout.Count);
            }

            var scores = queue.Finish();
            rollout.Scores = scores[0];
            rollout.HeldOut =
                [.. heldOut.Zip(scores[1..], (other, own) => (other.Name, own.Values)).Where(found => Array.TrueForAll(found.Values, double.IsFinite))];
            rollout.NotFinite = queue.NotFinite;
            return rollout;
        }
        catch
        {
            rollout.Dispose();
            throw;
        }
    }

    /// <summary>Steps that were taken; in the caller's dispose scope.</summary>
    /// <param name="pairs">Samples by index over all batches, and steps.</param>
    /// <param name="fullBatchSize">Rows of a batch, where the states shall be those of the whole batch in which the samples were sampled, which all are at one
    /// step; null for the states of the pairs alone.</param>
    public TakenSteps Gather(IReadOnlyList<(int Sample, int Step)> pairs, int? fullBatchSize)
    {
        var (latents, next, old) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        var prompts = new string[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            var (batch, index) = Find(pairs[i].Sample);
            latents.Add(batch.Latents[index, pairs[i].Step]);
            next.Add(batch.Latents[index, pairs[i].Step + 1]);
            old.Add(batch.LogProbabilities[index, pairs[i].Step]);
            prompts[i] = batch.Requests[index].Prompt;
        }

        var (state, rows) = fullBatchSize is { } size
            ? GatherFullBatch(pairs, size)
            : (new DenoisingState(stack(latents), [.. pairs.Select(pair => pair.Step)], prompts), null);
        return new TakenSteps(state, rows, stack(next), stack(old));
    }

    /// <summary>The clean latents x_0 that samples ended in; in the caller's dispose scope.</summary>
    /// <param name="samples">By index over all batches.</param>
    /// <returns>[samples, channels, height, width].</returns>
    public Tensor GatherEnds(IReadOnlyList<int> samples)
    {
        var ends = new List<Tensor>();
        foreach (var sample in samples)
        {
            var (batch, index) = Find(sample);
            ends.Add(batch.Latents[index, -1]);
        }

        return stack(ends);
    }

    public void Dispose() => _batches.ForEach(batch => batch.Dispose());

    private static TrajectoryBatch EndOf(TrajectoryBatch batch)
    {
        using (batch)
        {
            using var scope = NewDisposeScope();
            return batch with
            {
                Latents = batch.Latents.narrow(1, batch.Latents.shape[1] - 1, 1).clone().DetachFromDisposeScope(),
                LogProbabilities = batch.LogProbabilities.narrow(1, 0, 0).clone().DetachFromDisposeScope(),
            };
        }
    }

    // A batch that was short was filled up with its last sample, and is again.
    private (DenoisingState State, int[]? Rows) GatherFullBatch(IReadOnlyList<(int Sample, int Step)> pairs, int batchSize)
    {
        var (batch, index) = Find(pairs[0].Sample);
        var (first, count, step) = (pairs[0].Sample - index, batch.Requests.Count, pairs[0].Step);
        long[] rows = [.. Enumerable.Range(0, batchSize).Select(row => (long)Math.Min(row, count - 1))];
        var latents = batch.Latents.select(1, step).index_select(0, tensor(rows, device: batch.Latents.device));
        var state = new DenoisingState(latents, [.. Enumerable.Repeat(step, batchSize)], [.. rows.Select(row => batch.Requests[(int)row].Prompt)]);
        return (state, [.. pairs.Select(pair => pair.Sample - first)]);
    }

    private (TrajectoryBatch Batch, int Index) Find(int sample)
    {
        foreach (var batch in _batches)
        {
            if (sample < batch.Requests.Count)
            {
                return (batch, sample);
            }

            sample -= batch.Requests.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(sample));
    }
}
