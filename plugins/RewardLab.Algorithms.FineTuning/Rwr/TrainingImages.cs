using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Rwr;

/// <summary>The images that a regression learns from, as latents, with their prompts and weights, in an endless order.</summary>
/// <remarks>Owns the latents.</remarks>
internal sealed class TrainingImages : IDisposable
{
    private readonly ShuffledRounds _order;

    private TrainingImages(Tensor latents, string[] prompts, double[] weights, double meanReward, FineTuningSeeds seeds)
    {
        (Latents, Prompts, Weights, MeanReward, _order) = (latents, prompts, weights, meanReward, new ShuffledRounds(prompts.Length, seeds));
    }

    /// <summary>x_0, [images, channels, height, width].</summary>
    public Tensor Latents { get; }

    /// <summary>[images].</summary>
    public string[] Prompts { get; }

    /// <summary>[images].</summary>
    public double[] Weights { get; }

    /// <summary>The mean of the images' rewards.</summary>
    public double MeanReward { get; }

    /// <summary>Encodes images.</summary>
    public static TrainingImages Encode(IReadOnlyList<RewardedImage> images, double[] weights, FineTuningSession session, CancellationToken cancellationToken)
    {
        var latents = new List<Tensor>();
        using var scope = NewDisposeScope();
        foreach (var image in images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            latents.Add(session.DiffusionPolicy.Encode(image.Image));
        }

        return new TrainingImages(
            cat(latents, 0).DetachFromDisposeScope(),
            [.. images.Select(image => session.Context.Prompts[image.PromptIndex])],
            weights,
            images.Average(image => image.Reward),
            session.Seeds);
    }

    /// <summary>The image at a place of the order: every image once, in a random order, before any comes again.</summary>
    public int At(long place) => _order[place];

    public void Dispose() => Latents.Dispose();
}
