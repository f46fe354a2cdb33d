using RewardLab.Runs.Samples;

namespace RewardLab.Reports.Pages;

/// <summary>The held-out images of an evaluation as a page shows them.</summary>
/// <param name="Sheet">The evaluation.</param>
/// <param name="Address">Where the page finds the image, as the value of an attribute.</param>
/// <param name="Attributes">More of the image's attributes, each with a space before it.</param>
public sealed record PageSheet(HeldOutSheet Sheet, string Address, string Attributes)
{
    /// <summary>Whether it is smaller than the file.</summary>
    public bool IsReduced { get; init; }
}
