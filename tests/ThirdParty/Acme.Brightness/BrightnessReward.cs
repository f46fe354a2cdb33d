using RewardLab.Abstractions;

namespace Acme.Brightness;

internal sealed class BrightnessReward(BrightnessOptions options) : IRewardModel
{
    public string Name => $"{options.Channel} brightness";

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        var scores = new float[images.Count * prompts.Count]; // [images, prompts]
        for (var image = 0; image < images.Count; image++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Fill(scores, (float)options.Gain * Mean(images[image]), image * prompts.Count, prompts.Count);
        }

        return new ScoreMatrix(scores, images.Count, prompts.Count);
    }

    public void Dispose()
    {
    }

    private float Mean(ReadOnlySpan<byte> pixels)
    {
        var sum = 0.0;
        var count = 0;
        for (var i = 0; i < pixels.Length; i++)
        {
            if (options.Channel == Channel.All || i % 3 == (int)options.Channel)
            {
                sum += pixels[i];
                count++;
            }
        }

        return (float)(sum / count / 255);
    }
}
