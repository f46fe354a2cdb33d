using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Evaluation.XRays;

/// <summary>A short hash of a reward's scores of fixed images, whose sizes ask for resizing and cropping.</summary>
internal static class PreprocessingFingerprint
{
    private const string Prompt = "two apples";
    private const int HexLength = 16;

    private static readonly (int Width, int Height)[] Sizes = [(64, 64), (96, 48), (37, 53), (301, 200)];

    /// <summary>The hash of the scores to five digits; null where the reward takes none of the images.</summary>
    public static string? Compute(IRewardModel reward, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var isScored = false;
        foreach (var (width, height) in Sizes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{width}x{height}:");
            try
            {
                text.Append(reward.Score(Image(width, height), Prompt, cancellationToken)[0].ToString("E4", CultureInfo.InvariantCulture)).Append('\n');
                isScored = true;
            }
            catch (RewardLabException)
            {
                text.Append("-\n"); // a size that it does not take is part of what it is
            }
        }

        return isScored ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..HexLength] : null;
    }

    // Fine stripes, a chequerboard and a ramp: what resizing, cropping and normalising change in different ways.
    private static ImageBatch Image(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = (i % width, i / width);
            pixels[3 * i] = (byte)(x * byte.MaxValue / width);
            pixels[(3 * i) + 1] = (byte)(y % 2 * byte.MaxValue);
            pixels[(3 * i) + 2] = (byte)(((x / 5) + (y / 7)) % 2 * byte.MaxValue);
        }

        return new ImageBatch(pixels, 1, height, width);
    }
}
