using RewardLab.Torch.Imaging;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;

namespace RewardLab.Rewards.Clip;

/// <summary>A head over a CLIP's image embedding; texts are not looked at, and the text tower is never run.</summary>
internal sealed class AestheticCrossScoringModel(ClipCrossScoringModel clip, AestheticHead head) : ICrossScoringModel
{
    private AestheticHead Head => head;

    public ImagePreprocessor Preprocessor => clip.Preprocessor;

    public long? FreeBytes => clip.FreeBytes;

    public long BytesPerImage => clip.BytesPerImage;

    public long TokensPerImage => clip.TokensPerImage;

    public int CutTokens(string text) => 0;

    public ICrossScoringTexts Prepare(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return new Texts(this, texts.Count);
    }

    public float[][] Embed(PixelBatch pixels) => clip.Embed(pixels);

    public void Dispose() => clip.Dispose();

    private sealed class Texts(AestheticCrossScoringModel owner, int count) : ICrossScoringTexts
    {
        public float[] Score(PixelBatch pixels, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return [.. owner.Embed(pixels).SelectMany(embedding => Enumerable.Repeat((float)owner.Head.Score(embedding), count))];
        }

        public void Dispose()
        {
            // Nothing is prepared.
        }
    }
}
