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

    /// <summary>Scores images part by part; lanes wait for each other once, at the end.</summary>
    /// <param name="model">The model.</param>
    /// <param name="lanes">At least 1.</param>
    /// <param name="batchSize">Images that all lanes work on at once.</param>
    /// <param name="imageCount">Images.</param>
    /// <param name="score">Scores some of them: from the first, so many. Called from several threads.</param>
    /// <param name="cancellationToken">Asked before every part, and in forward passes between blocks.</param>
    /// <returns>What all parts give, in the order of the images.</returns>
    public static float[] Score(
        ICrossScoringModel model, int lanes, int batchSize, int imageCount, Func<int, int, float[]> score, CancellationToken cancellationToken)
    {
        var ends = Parts(imageCount, lanes, (int)Math.Clamp(MaxRows / model.TokensPerImage, 1, Math.Max(1, batchSize / lanes)));
        var parts = new float[ends.Count][];
        LaneThreads.Run(lanes, get_num_threads(), parts.Length, part =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var cancellation = ForwardCancellation.Within(cancellationToken);
            var start = part == 0 ? 0 : ends[part - 1];
            parts[part] = score(start, ends[part] - start);
        });
        return [.. parts.SelectMany(part => part)];
    }

    /// <summary>Where parts end: they are small towards the end, so that the lanes come to it together.</summary>
    /// <param name="imageCount">Images.</param>
    /// <param name="lanes">Lanes that take parts in turn.</param>
    /// <param name="size">Images of a part at most.</param>
    internal static IReadOnlyList<int> Parts(int imageCount, int lanes, int size)
    {
        var ends = new List<int>();
        for (var done = 0; done < imageCount; ends.Add(done))
        {
            var left = imageCount - done;
            done += left > lanes * size ? Math.Min(size, left) : Math.Max(1, Math.Min(Math.Min(size, left), Math.Max((size + 1) / 2, left / lanes)));
        }

        return ends;
    }
}
