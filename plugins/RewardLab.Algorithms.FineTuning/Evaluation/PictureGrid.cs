using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>Pictures side by side, as one picture.</summary>
internal static class PictureGrid
{
    /// <summary>Lays pictures out row by row; what is left of the last row stays black.</summary>
    /// <param name="pictures">At least one.</param>
    /// <param name="columns">Pictures a row.</param>
    public static ImageBatch Of(ImageBatch pictures, int columns)
    {
        var rows = (pictures.Count + columns - 1) / columns;
        var (height, width) = (rows * pictures.Height, columns * pictures.Width);
        var pixels = new byte[height * width * 3];
        for (var i = 0; i < pictures.Count; i++)
        {
            for (var y = 0; y < pictures.Height; y++)
            {
                pictures[i].Slice(y * pictures.Width * 3, pictures.Width * 3)
                    .CopyTo(pixels.AsSpan((((((i / columns) * pictures.Height) + y) * width) + ((i % columns) * pictures.Width)) * 3));
            }
        }

        return new ImageBatch(pixels, 1, height, width);
    }
}
