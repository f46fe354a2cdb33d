using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.BestOfN;
using RewardLab.Torch.Policies;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Rollouts;

namespace RewardLab.Algorithms.FineTuning.Rwr;

/// <summary>The images to learn from: drawn by the base or found in a folder, scored, the best of each prompt kept.</summary>
/// <remarks>Files of the run: "POOL/PPP/III.png", those kept, and "POOL/PPP.json", every score, written last: a prompt that has it is not drawn again.
/// Where the reward orders images by more than their scores "POOL/PPP-order.json" holds what does.</remarks>
internal sealed class CandidatePool(RwrOptions options, string folder, OptimizationContext context, ComponentContext components)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly List<PoolRange> _ranges = [];

    /// <summary>The rewards of each prompt's whole pool, once it was collected.</summary>
    public IReadOnlyList<PoolRange> Ranges => _ranges;

    /// <summary>The images of every prompt, the best first.</summary>
    public IReadOnlyList<RewardedImage> Collect(DenoisingPolicy policy, CancellationToken cancellationToken)
    {
        var images = new List<RewardedImage>();
        for (var prompt = 0; prompt < context.Prompts.Count; prompt++)
        {
            images.AddRange(Open(prompt, policy, cancellationToken));
            context.Run.ReportProgress($"{options.Name}: images to learn from", prompt + 1, context.Prompts.Count);
        }

        return images;
    }

    private IEnumerable<RewardedImage> Open(int prompt, DenoisingPolicy policy, CancellationToken cancellationToken)
    {
        var list = $"{folder}/{prompt:D3}.json";
        if (context.Run.OpenFile(list) is { } known)
        {
            using (known)
            {
                var scores = JsonSerializer.Deserialize<double[]>(known, Json) ?? [];
                using var ordered = context.Run.OpenFile(OrderOf(prompt));
                var order = ordered is null ? scores : JsonSerializer.Deserialize<double[]>(ordered, Json) ?? scores;
                Note(scores);
                return Selected(order)
                    .Select(i => new RewardedImage(prompt, components.ReadImage(Path.Combine(context.Run.Folder, PathOf(prompt, i))), scores[i], order[i]));
            }
        }

        var (images, rewards) = options.Pool.Length > 0 ? Found(prompt, cancellationToken) : GeneratedCount(prompt, policy, cancellationToken);
        Note(rewards.Values);
        var kept = Selected(rewards.OrderKeys)
            .Select(i => (Index: i, Image: new RewardedImage(prompt, images.Slice(i, 1), rewards.Values[i], rewards.OrderKeys[i])))
            .ToArray();
        foreach (var (index, image) in kept)
        {
            using var file = context.Run.CreateFile(PathOf(prompt, index));
            components.WriteImage(file, image.Image, 0);
        }

        if (rewards.HasOrderKeys)
        {
            using var file = context.Run.CreateFile(OrderOf(prompt));
            JsonSerializer.Serialize(file, rewards.OrderKeys, Json);
        }

        using (var file = context.Run.CreateFile(list))
        {
            JsonSerializer.Serialize(file, rewards.Values, Json);
        }

        return kept.Select(entry => entry.Image);
    }

    private void Note(double[] rewards) => _ranges.Add(new PoolRange(rewards.Length, rewards.Min(), rewards.Max()));

    private IReadOnlyList<int> Selected(double[] order) => TopKSelection.Select(order, order.Length, Math.Min(options.TopK, order.Length));

    // The base draws: the adapter adds nothing yet.
    private (ImageBatch Images, ImageScores Rewards) GeneratedCount(int prompt, DenoisingPolicy policy, CancellationToken cancellationToken)
    {
        var seeds = new FineTuningSeeds(context.Run.Seed, options.Name).Pool(context.Prompts[prompt]);
        var requests = Enumerable.Range(0, options.PoolSize).Select(i => new ImageRequest(context.Prompts[prompt], seeds[i])).ToArray();
        using var off = policy.DisableAdapter();
        using var rollout = Rollout.Collect(
            policy,
            requests,
            context.Reward!,
            heldOut: [],
            done => context.Run.ReportProgress($"{options.Name}: generate for prompt {prompt + 1} of {context.Prompts.Count}", done, options.PoolSize),
            cancellationToken);
        return (ImageBatch.Concat([.. rollout.Batches.Select(batch => batch.Images)]), rollout.Scores);
    }

    private (ImageBatch Images, ImageScores Rewards) Found(int prompt, CancellationToken cancellationToken)
    {
        var inside = Path.Combine(options.Pool, $"{prompt:D3}");
        string[] files = Directory.Exists(inside) ? [.. Directory.EnumerateFiles(inside).Order(StringComparer.Ordinal)] : [];
        if (files.Length == 0)
        {
            throw new RewardLabException(
                $"{options.Name}: option 'pool' needs images of prompt {prompt} (\"{context.Prompts[prompt]}\") in '{inside}', but there are none.");
        }

        var images = ImageBatch.Concat([.. files.Select(file => components.ReadImage(file))]);
        return (images, context.Reward!.ScoreImages(images, context.Prompts[prompt], cancellationToken));
    }

    private string OrderOf(int prompt) => $"{folder}/{prompt:D3}-order.json";

    private string PathOf(int prompt, int index) => $"{folder}/{prompt:D3}/{index:D3}.png";
}
