using RewardLab.Abstractions;

namespace RewardLab.Serving.Tests.Watches;

/// <summary>An image's mean value over 255, or one less it: a reward and its opposite.</summary>
internal sealed class BrightnessReward(string name, bool isOpposite = false) : IRewardModel
{
    /// <summary>Called before each call.</summary>
    public Action<CancellationToken> OnCall { get; set; } = static _ => { };

    public string Name => name;

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        OnCall(cancellationToken);
        if (prompts.Contains("refused"))
        {
            throw new RewardLabException("This prompt cannot be scored.");
        }

        var scores = new double[images.Count * prompts.Count];
        for (var i = 0; i < scores.Length; i++)
        {
            var mean = images[i / prompts.Count].ToArray().Average(value => value) / byte.MaxValue;
            scores[i] = isOpposite ? 1 - mean : mean;
        }

        return new ScoreMatrix(scores, images.Count, prompts.Count);
    }

    public void Dispose()
    {
    }
}
