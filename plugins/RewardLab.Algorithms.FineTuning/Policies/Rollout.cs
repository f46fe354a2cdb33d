using RewardLab.Abstractions;
using RewardLab.Torch.Policies;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Policies;

/// <summary>An epoch's samples, scored.</summary>
/// <remarks>Owns its tensors.</remarks>
internal sealed class Rollout : IDisposable
{
    private readonly List<TrajectoryBatch> _batches = [];

    /// <summary>Sampling batches in order; pair (sample, step) lies in one of them.</summary>
    public IReadOnlyList<TrajectoryBatch> Batches => _batches;

    public int Count => _batches.Sum(batch => batch.Requests.Count);

    /// <summary>The reward that is optimised, [samples].</summary>
    public double[] Rewards => Scores.Values;

    /// <summary>The same, with what orders them.</summary>
    public ImageScores Scores { get; private set; } = new([], []);

    /// <summary>The held-out rewards' scores, [held-out rewards][samples]; empty where held-out rewards look at held-out images alone.</summary>
    public double[][] HeldOutScores { get; private set; } = [];

    public string[] Prompts => [.. _batches.SelectMany(batch => batch.Requests).Select(request => request.Prompt)];

    /// <summary>Draws samples on this thread while another scores those that are finished.</summary>
    /// <param name="policy">Draws.</param>
    /// <param name="requests">Prompts and seeds.</param>
    /// <param name="rewards">The reward, then the held-out rewards.</param>
    /// <param name="report">Told how many are drawn.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    public static Rollout Collect(DenoisingPolicy policy, IReadOnlyList<ImageRequest> requests, IReadOnlyList<IRewardModel> rewards, Action<int> report, CancellationToken cancellationToken)
    {
        var rollout = new Rollout();
        try
        {
            using var queue = new ScoringQueue(rewards, cancellationToken);
            foreach (var batch in requests.Chunk(policy.Options.BatchSize))
            {
                var generated = policy.Sample(batch, queue.Cancellation);
                rollout._batches.Add(generated);
                queue.Add(generated);
                report(rollout.Count);
            }

            var scores = queue.Finish();
            (rollout.Scores, rollout.HeldOutScores) = (scores[0], Array.ConvertAll(scores[1..], judged => judged.Values));
            return rollout;
        }
        catch
        {
            rollout.Dispose();
            throw;
        }
    }

    /// <summary>Latents before and after some steps, and the log-probabilities with which those were taken; in the caller's dispose scope.</summary>
    /// <param name="pairs">Samples by index over all batches, and steps.</param>
    public (DenoisingState Point, Tensor Next, Tensor OldLogProbabilities) Gather(IReadOnlyList<(int Sample, int Step)> pairs)
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

        return (new DenoisingState(stack(latents), [.. pairs.Select(pair => pair.Step)], prompts), stack(next), stack(old));
    }

    /// <summary>The whole batch that samples were drawn in, at the step that all of them are at, and which of its rows they are; in the caller's dispose scope.</summary>
    /// <param name="pairs">Samples of one batch at one step.</param>
    /// <param name="batchSize">Rows of a batch; a short one was filled up with its last sample, and is again.</param>
    public (DenoisingState Point, int[] Rows) GatherFullBatch(IReadOnlyList<(int Sample, int Step)> pairs, int batchSize)
    {
        var (batch, index) = Find(pairs[0].Sample);
        var (first, count, step) = (pairs[0].Sample - index, batch.Requests.Count, pairs[0].Step);
        long[] rows = [.. Enumerable.Range(0, batchSize).Select(row => (long)Math.Min(row, count - 1))];
        var latents = batch.Latents.select(1, step).index_select(0, tensor(rows, device: batch.Latents.device));
        var point = new DenoisingState(latents, [.. Enumerable.Repeat(step, batchSize)], [.. rows.Select(row => batch.Requests[(int)row].Prompt)]);
        return (point, [.. pairs.Select(pair => pair.Sample - first)]);
    }

    public void Dispose() => _batches.ForEach(batch => batch.Dispose());

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
