using RewardLab.Torch.Imaging;

namespace RewardLab.Torch.Scoring;

/// <summary>What a <see cref="CrossScorer"/> drives: a model that encodes texts once and then scores batch after batch of images against all of them.</summary>
/// <remarks>Not thread-safe: one caller at a time.</remarks>
public interface ICrossScoringModel : IDisposable
{
    /// <summary>Turns images into the model's input.</summary>
    ImagePreprocessor Preprocessor { get; }

    /// <summary>Bytes of memory that are free where the model computes; null where nobody can say.</summary>
    long? FreeBytes { get; }

    /// <summary>Bytes that an image takes in a forward pass, roughly; above 0.</summary>
    long BytesPerImage { get; }

    /// <summary>Tokens of an image in the vision tower, where several threads may score different images at once, preprocess them and share the texts that
    /// were prepared; 0, which is the default, where they must not.</summary>
    long TokensPerImage => 0;

    /// <summary>Tokens that the model does not see of a text, because it is too long; 0 where it sees all.</summary>
    int CutTokens(string text);

    /// <summary>Encodes texts, as far as that can be done without an image.</summary>
    /// <param name="texts">Distinct texts, at least one.</param>
    /// <param name="batchSize">Texts a forward pass, at least 1.</param>
    /// <param name="cancellationToken">Asked between forward passes.</param>
    ICrossScoringTexts Prepare(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken);

    /// <summary>Places images in the model's space of images; null where it has none.</summary>
    /// <param name="pixels">Preprocessed images.</param>
    /// <returns>[images][width], of unit length.</returns>
    float[][]? Embed(PixelBatch pixels) => null;
}
