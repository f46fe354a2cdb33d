using RewardLab.Numerics.Imaging;

namespace RewardLab.Numerics.Scoring;

/// <summary>Texts that an <see cref="IGridModel"/> has prepared. Disposed before the model.</summary>
public interface IGridTexts : IDisposable
{
    /// <summary>Scores pictures against every text.</summary>
    /// <param name="pixels">The pictures as the model takes them.</param>
    /// <param name="cancellationToken">Asked between forward passes.</param>
    /// <returns>[pictures, texts], row by row.</returns>
    float[] Score(PixelBatch pixels, CancellationToken cancellationToken);
}
