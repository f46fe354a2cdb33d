using RewardLab.Abstractions;

namespace RewardLab.Benchmarks;

/// <summary>A reward that costs next to nothing: a byte of each image.</summary>
internal sealed class FreeReward : IRewardModel
{
    public string Name => "free";

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) =>
        new([.. Enumerable.Range(0, images.Count).SelectMany(i => Enumerable.Repeat((float)images[i][0], prompts.Count))], images.Count, prompts.Count);

    public void Dispose()
    {
    }
}
