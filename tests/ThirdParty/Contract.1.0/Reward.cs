using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using RewardLab.Abstractions;

[assembly: RewardLabPlugin("contract10.reward", ContractVersion.Current, Name = "Reward", Description = "a reward of contract 1.0")]

namespace Contract10;

public sealed record BrightnessOptions
{
    [Description("what scores are multiplied by")]
    [Range(0.1, 10)]
    [FormerName("factor")]
    public double Scale { get; init; } = 1;

    [PathOption]
    [ResultInvariant]
    public string Note { get; init; } = "";
}

[ExportReward("contract10-reward", Description = "the mean brightness")]
public sealed class BrightnessFactory : ComponentFactory<IRewardModel, BrightnessOptions>
{
    protected override IRewardModel Create(BrightnessOptions options, ComponentContext context)
    {
        context.Logger.LogInformation("{Plugin} in {Folder}", "reward", Path.GetFileName(context.PluginFolder));
        context.Logger.LogLine(OneLine.Short($"cache {Directory.Exists(context.CacheFolder)}, components {context.Components.Components.Count > 0}"));
        var batch = context.RecordedSettings.GetOrAdd("contract10: images per batch", () => 2);
        return new Brightness(options.Scale, batch);
    }
}

internal sealed class Brightness(double scale, int batch) : IImageEmbedder
{
    public string Name => "brightness";

    public ImageReading? ImageReading => RewardLab.Abstractions.ImageReading.Reference;

    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        if (images.Height < 1 || images.Width < 1 || images.Pixels.Length != images.Count * images.BytesPerImage)
        {
            throw new RewardLabException("The images are not whole.");
        }

        var scores = new double[images.Count * prompts.Count]; // [images, prompts]
        for (var start = 0; start < images.Count; start += batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = images.Slice(start, Math.Min(batch, images.Count - start));
            for (var i = 0; i < part.Count; i++)
            {
                var sum = 0L;
                foreach (var value in part[i])
                {
                    sum += value;
                }

                for (var p = 0; p < prompts.Count; p++)
                {
                    scores[((start + i) * prompts.Count) + p] = scale * (prompts[p].Length + (sum / 255.0 / images.BytesPerImage));
                }
            }
        }

        return new ScoreMatrix(scores, images.Count, prompts.Count) { OrderKeys = Array.ConvertAll(scores, score => 2 * score) };
    }

    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken) => ScoreMatrix.OfEntries(
    [
        .. pairs.Select(pair => (Score(images.Select([pair.Image]), [pair.Prompt], cancellationToken), 0, 0)),
    ]);

    public float[][]? Embed(ImageBatch images, CancellationToken cancellationToken) =>
        [.. Enumerable.Range(0, images.Count).Select(_ => new float[] { 1, 0 })];

    public void Dispose()
    {
    }
}
