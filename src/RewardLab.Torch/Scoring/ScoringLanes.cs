using RewardLab.Torch.Runtime;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring;

/// <summary>Images of a batch on several threads at once, each with its own part of them.</summary>
/// <remarks>Scores are those of the whole batch to the last bit: lanes are taken only where a row of a matrix product does not depend on the others.</remarks>
internal static class ScoringLanes
{
    // Matrix products are slow with fewer rows, and no faster with more; more would only take memory.
    private const int MinRows = 384;
    private const int MaxRows = 832;

    /// <summary>Tokens that a model names where lanes keep its scores: on the CPU in float32.</summary>
    public static long TokensPerImage(Placement placement, long tokenCount) =>
        placement.Device.type == TorchSharp.DeviceType.CPU && placement.Type == ScalarType.Float32 ? tokenCount : 0;

    /// <summary>How many lanes are worth while for a batch; 1 for none.</summary>
    public static int Count(ICrossScoringModel model, int imageCount) =>
        model.TokensPerImage > 0 && imageCount * model.TokensPerImage >= 2 * MinRows && IntraOpThreads.CanDiffer && MatrixProducts.AreRowsIndependent
            ? (int)Math.Min(get_num_threads(), imageCount * model.TokensPerImage / MinRows)
            : 1;

    /// <summary>Scores a batch part by part.</summary>
    /// <param name="model">The model.</param>
    /// <param name="lanes">More than 1.</param>
    /// <param name="imageCount">Images of the batch.</param>
    /// <param name="score">Scores some of them: from the first, so many. Called from several threads.</param>
    /// <param name="cancellationToken">Asked before every part, and in forward passes between blocks.</param>
    /// <returns>What all parts give, in the order of the images.</returns>
    public static float[] Score(ICrossScoringModel model, int lanes, int imageCount, Func<int, int, float[]> score, CancellationToken cancellationToken)
    {
        var size = (int)Math.Clamp(MaxRows / model.TokensPerImage, 1, (imageCount + lanes - 1) / lanes);
        var parts = new float[(imageCount + size - 1) / size][];
        LaneThreads.Run(lanes, get_num_threads(), parts.Length, part =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var cancellation = ForwardCancellation.Within(cancellationToken);
            parts[part] = score(part * size, Math.Min(size, imageCount - (part * size)));
        });
        return [.. parts.SelectMany(part => part)];
    }
}
