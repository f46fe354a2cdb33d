using RewardLab.Torch.Imaging;
using RewardLab.Torch.Scoring;

namespace RewardLab.Benchmarks.Former;

/// <summary>A model whose batches run as before, one image batch after the other, each operation split among the threads.</summary>
internal class FormerLanes(ICrossScoringModel model) : ICrossScoringModel
{
    public ImagePreprocessor Preprocessor => model.Preprocessor;

    public long? FreeBytes => model.FreeBytes;

    public long BytesPerImage => model.BytesPerImage;

    public int CutTokens(string text) => model.CutTokens(text);

    public virtual ICrossScoringTexts Prepare(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken) =>
        model.Prepare(texts, batchSize, cancellationToken);

    public void Dispose()
    {
        // The model is the other side's too.
    }
}
