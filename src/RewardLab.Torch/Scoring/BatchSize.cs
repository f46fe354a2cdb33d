using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Scoring;

/// <summary>How many pictures or texts go through a model at once: as told, or by free memory, and halved when even that is too much.</summary>
internal sealed class BatchSize(int told, IGridModel model, Action<string> log, Func<string, Func<int>, int> settle)
{
    private const int Largest = 64;
    private const int Share = 4; // a quarter of what is free: texts, other rewards and the image model need some too
    private const long PreprocessingBytes = 256L << 20;
    private int _size = told;

    /// <summary>The size in force.</summary>
    public int Current => _size > 0 ? _size : _size = settle($"pictures a batch, {model.BytesPerPicture} bytes each", Choose);

    /// <summary>Pictures to preprocess in one go, so that neither source nor result takes much memory.</summary>
    public int ForPreprocessing(long bytesPerPicture) => (int)Math.Clamp(PreprocessingBytes / Math.Max(bytesPerPicture * 4, 1), 1, Current);

    /// <summary>Does what takes memory in proportion to the size; halves the size for as long as memory does not suffice.</summary>
    /// <exception cref="RewardLabException">Memory does not suffice for a single one.</exception>
    public T Try<T>(Func<int, T> work)
    {
        while (true)
        {
            try
            {
                return work(Current);
            }
            catch (Exception exception) when (OutOfMemory.Is(exception))
            {
                if (Current == 1)
                {
                    throw new RewardLabException(
                        $"There is not enough memory for one picture and one text: {exception.Message.ReplaceLineEndings(" ")}; close other programs, or choose another device or a lower precision.", exception);
                }

                _size = Current / 2;
                log($"not enough memory, batches of {_size} from here on.");
            }
        }
    }

    private int Choose()
    {
        if (model.FreeBytes is not { } free)
        {
            return Largest;
        }

        var size = (int)Math.Clamp(free / Share / Math.Max(model.BytesPerPicture, 1), 1, Largest);
        if (size < Largest)
        {
            log(string.Create(CultureInfo.InvariantCulture, $"batches of {size}, chosen for {free / (double)(1 << 30):F1} GB of free memory."));
        }

        return size;
    }
}
