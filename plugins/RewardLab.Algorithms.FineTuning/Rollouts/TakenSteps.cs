using RewardLab.Torch.Policies;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Rollouts;

/// <summary>Steps of trajectories, as the policy that sampled them took them.</summary>
/// <param name="State">Where they began, (c, t, x_t), maybe among others.</param>
/// <param name="Rows">Which rows of the state they are; null for all, in order.</param>
/// <param name="Next">Where they led, x_{t-1}, [steps, channels, height, width].</param>
/// <param name="LogProbabilities">log p_theta_old(x_{t-1} | x_t, c), [steps].</param>
internal sealed record TakenSteps(DenoisingState State, int[]? Rows, Tensor Next, Tensor LogProbabilities)
{
    /// <summary>Steps that were taken; in the caller's dispose scope.</summary>
    /// <param name="batch">Trajectories that were sampled together.</param>
    /// <param name="pairs">Rows of it, and steps.</param>
    /// <param name="fullBatchSize">Rows of a batch, where the states shall be those of the whole batch, which all are at one step; null for the states of the
    /// pairs alone.</param>
    public static TakenSteps Gather(TrajectoryBatch batch, IReadOnlyList<(int Row, int Step)> pairs, int? fullBatchSize)
    {
        var (latents, next, old) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        foreach (var (row, step) in pairs)
        {
            latents.Add(batch.Latents[row, step]);
            next.Add(batch.Latents[row, step + 1]);
            old.Add(batch.LogProbabilities[row, step]);
        }

        var (state, rows) = fullBatchSize is { } size
            ? (FullBatch(batch, pairs[0].Step, size), (int[]?)[.. pairs.Select(pair => pair.Row)])
            : (new DenoisingState(stack(latents), [.. pairs.Select(pair => pair.Step)], [.. pairs.Select(pair => batch.Requests[pair.Row].Prompt)]), null);
        return new TakenSteps(state, rows, stack(next), stack(old));
    }

    // A batch that was short was filled up with its last sample, and is again.
    private static DenoisingState FullBatch(TrajectoryBatch batch, int step, int size)
    {
        long[] rows = [.. Enumerable.Range(0, size).Select(row => (long)Math.Min(row, batch.Requests.Count - 1))];
        var latents = batch.Latents.select(1, step).index_select(0, tensor(rows, device: batch.Latents.device));
        return new DenoisingState(latents, [.. Enumerable.Repeat(step, size)], [.. rows.Select(row => batch.Requests[(int)row].Prompt)]);
    }
}
