using RewardLab.Abstractions;
using RewardLab.Torch.Policies;

namespace RewardLab.Algorithms.FineTuning.Rollouts;

/// <summary>Images sampled by a policy, scored.</summary>
internal sealed class Rollout
{
    private readonly ImageRequest[] _requests;

    private Rollout(IReadOnlyList<ImageRequest[]> batches) => _requests = [.. batches.SelectMany(batch => batch)];

    public int Count => _requests.Length;

    /// <summary>The reward that is optimised, [samples].</summary>
    public double[] Rewards => Scores.Values;

    /// <summary>The same, with what orders them.</summary>
    public ImageScores Scores { get; private set; } = new([], []);

    /// <summary>Rewards that are not optimised, by name, [samples] each.</summary>
    public IReadOnlyList<(string Reward, double[] Scores)> HeldOut { get; private set; } = [];

    /// <summary>What rewards said whose scores are not finite: a held-out one is left out, the optimised one's are not a number.</summary>
    public IReadOnlyList<string> NotFinite { get; private set; } = [];

    public string[] Prompts => Array.ConvertAll(_requests, request => request.Prompt);

    /// <summary>Samples on this thread while another scores what is finished.</summary>
    /// <param name="batches">Prompts and seeds, those together that are sampled together.</param>
    /// <param name="sample">Samples them in order, each batch when its images are asked for.</param>
    /// <param name="reward">The reward that is optimised.</param>
    /// <param name="heldOut">Rewards that are not.</param>
    /// <param name="report">Told how many are sampled.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    public static Rollout Collect(
        IReadOnlyList<ImageRequest[]> batches, Func<CancellationToken, IEnumerable<ImageBatch>> sample, IRewardModel reward,
        IReadOnlyList<IRewardModel> heldOut, Action<int> report, CancellationToken cancellationToken)
    {
        var rollout = new Rollout(batches);
        using var queue = new ScoringQueue([reward, .. heldOut], cancellationToken);
        var done = 0;
        foreach (var (images, batch) in sample(queue.Cancellation).Zip(batches))
        {
            queue.Add(new SampledImages(Array.ConvertAll(batch, request => request.Prompt), images));
            report(done += batch.Length);
        }

        var scores = queue.Finish();
        rollout.Scores = scores[0];
        rollout.HeldOut =
            [.. heldOut.Zip(scores[1..], (other, own) => (other.Name, own.Values)).Where(found => Array.TrueForAll(found.Values, double.IsFinite))];
        rollout.NotFinite = queue.NotFinite;
        return rollout;
    }

    /// <summary>Samples images alone: what led to them is not kept.</summary>
    public static IEnumerable<ImageBatch> Images(IDenoisingPolicy policy, IReadOnlyList<ImageRequest[]> batches, CancellationToken cancellationToken)
    {
        foreach (var batch in batches)
        {
            using var trajectories = policy.Sample(batch, cancellationToken);
            yield return trajectories.Images;
        }
    }
}
