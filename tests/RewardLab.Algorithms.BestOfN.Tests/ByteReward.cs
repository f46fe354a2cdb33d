using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN.Tests;

/// <summary>Scores an image by one of its bytes.</summary>
internal sealed class ByteReward(string name, int channel, float scale = 1) : IRewardModel
{
    public string Name => name;

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var scores = from image in Enumerable.Range(0, images.Count)
                     from _ in prompts
                     select images[image][channel] * scale;
        return new ScoreMatrix([.. scores], images.Count, prompts.Count);
    }

    public void Dispose()
    {
    }
}
