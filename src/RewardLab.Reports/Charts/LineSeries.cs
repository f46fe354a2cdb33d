namespace RewardLab.Reports.Charts;

/// <summary>A line of a chart, with a band about it or without.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Where its points lie; NaN and infinities break the line.</param>
/// <param name="Y">As many heights; NaN and infinities break the line.</param>
public sealed record LineSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>What has one colour in every chart of a run, such as a reward whose line is called otherwise here; null for <see cref="Name"/>.</summary>
    public string? Subject { get; init; }

    /// <summary>The band's lower edge, as many as points; null for no band.</summary>
    public IReadOnlyList<double>? Lower { get; init; }

    /// <summary>The band's upper edge, as many as points; null for no band.</summary>
    public IReadOnlyList<double>? Upper { get; init; }

    /// <summary>Whether every point gets its mark, as few measured points should; otherwise a few along the line tell it from others. Default false.</summary>
    public bool HasMarkers { get; init; }
}
