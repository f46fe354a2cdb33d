using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;

namespace RewardLab.Torch.Pipelines;

/// <summary>Draws in batches as large as told, halved for as long as memory does not suffice.</summary>
internal static class HalvedBatches
{
    /// <summary>Draws; what was drawn before memory ran out is drawn again, since a picture's last bits depend on the batch size.</summary>
    /// <param name="options">How to draw, with the batch size to begin with.</param>
    /// <param name="draw">Draws with the options that it is given.</param>
    /// <param name="log">Told of every halving.</param>
    /// <returns>What was drawn, and the options that it was drawn with.</returns>
    /// <exception cref="RewardLabException">Memory does not suffice for a single picture.</exception>
    internal static (ImageBatch Images, GenerationOptions Options) Draw(
        GenerationOptions options, Func<GenerationOptions, ImageBatch> draw, Action<string> log)
    {
        while (true)
        {
            try
            {
                return (draw(options), options);
            }
            catch (Exception exception) when (OutOfMemory.Is(exception))
            {
                if (options.BatchSize <= 1)
                {
                    throw new RewardLabException(
                        $"There is not enough memory to draw one picture: {exception.Message.ReplaceLineEndings(" ")}; close other programs, or choose a smaller size, a lower precision, attention in slices or another device.", exception);
                }

                options = options with { BatchSize = options.BatchSize / 2 };
                log($"not enough memory, batches of {options.BatchSize} from here on.");
            }
        }
    }
}
