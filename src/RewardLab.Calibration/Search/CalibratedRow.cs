using RewardLab.Abstractions;
using RewardLab.Calibration.TextNorms;

namespace RewardLab.Calibration.Search;

/// <summary>What one setting of TextNorm makes of a prompt's images.</summary>
internal sealed class CalibratedRow
{
    // Up to here doubles tell shares apart as well as log-odds do, and combine faster.
    private const double FarFromEnds = 15;

    public CalibratedRow(double[] logOdds, double[] orderKeys, TextNormVariant variant)
    {
        (LogOdds, OrderKeys) = (logOdds, orderKeys);
        IsShare = variant != TextNormVariant.LogitDifference;
        Values = IsShare ? Array.ConvertAll(logOdds, ContrastiveSoftmax.ShareOf) : logOdds;
        IsNearAnEnd = Array.Exists(logOdds, odds => Math.Abs(odds) > FarFromEnds);
    }

    /// <summary>Log-odds of each image's share.</summary>
    public double[] LogOdds { get; }

    /// <summary>What orders images where there is one reward.</summary>
    public double[] OrderKeys { get; }

    /// <summary>The scores, shares or logit differences.</summary>
    public double[] Values { get; }

    /// <summary>Whether the scores are shares.</summary>
    public bool IsShare { get; }

    /// <summary>Whether a share is so near 0 or 1 that doubles tell it from others badly.</summary>
    public bool IsNearAnEnd { get; }
}
