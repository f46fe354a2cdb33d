using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN.Tests;

/// <summary>Shares that all round to 1, with log-odds that go by one of the image's bytes.</summary>
internal sealed class SaturatedReward(int channel) : IRewardModel
{
    public string Name => "saturated";

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        double[] odds = [.. Enumerable.Range(0, images.Count).SelectMany(image => prompts.Select(_ => 100.0 + images[image][channel]))];
        return new ScoreMatrix([.. odds.Select(_ => 1.0)], images.Count, prompts.Count) { OrderKeys = odds, LogOdds = odds };
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
