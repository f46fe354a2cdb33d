using RewardLab.Abstractions;

namespace RewardLab.Hosting.Checks;

/// <summary>A reward for bright images: what algorithms are tried with.</summary>
internal sealed class MadeUpReward : IRewardModel
{
    public string Name => "made-up brightness";

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var scores = new double[images.Count * prompts.Count];
        for (var image = 0; image < images.Count; image++)
        {
            double sum = 0;
            foreach (var value in images[image])
            {
                sum += value;
            }

            Array.Fill(scores, sum / images.BytesPerImage / byte.MaxValue, image * prompts.Count, prompts.Count);
        }

        return new ScoreMatrix(scores, images.Count, prompts.Count);
    }

    public void Dispose()
    {
        // Nothing to release.
    }
}
