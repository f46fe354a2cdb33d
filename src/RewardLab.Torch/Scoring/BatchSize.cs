using RewardLab.Abstractions;
using RewardLab.Torch.Memory;

namespace RewardLab.Torch.Scoring;

/// <summary>How many images or texts go through a model at once: as told, or by free memory, and halved when even that is too much.</summary>
internal sealed class BatchSize(int told, ICrossScoringModel model, Action<string> log, Func<string, Func<int>, int> recordSetting)
{
    // A quarter of what is free: texts, other rewards and the image model need some too.
    private static readonly BatchByMemory Rule = new() { Share = 4, Max = 64, Otherwise = 64 };

    private const long PreprocessingBytes = 256L << 20;
    private int _size = told;

    /// <summary>The size in force.</summary>
    public int Current => _size > 0
        ? _size
        : _size = recordSetting($"images per batch, {model.BytesPerImage} bytes each", () => Rule.Choose(model.FreeBytes, model.BytesPerImage, log));

    /// <summary>Images to preprocess in one go, so that neither source nor result takes much memory.</summary>
    public int ForPreprocessing(long bytesPerImage) => (int)Math.Clamp(PreprocessingBytes / Math.Max(bytesPerImage * 4, 1), 1, Current);

    /// <summary>Does what takes memory in proportion to the size; halves the size for as long as memory does not suffice.</summary>
    /// <exception cref="RewardLabException">Memory does not suffice for a single one.</exception>
    public T Try<T>(Func<int, T> work) => HalvedBatch.Run(
        Current,
        work,
        size =>
        {
            _size = size;
            log($"not enough memory, batches of {size} from here on.");
        },
        "There is not enough memory for one image and one text",
        "close other programs, or choose another device or a lower precision");
}
