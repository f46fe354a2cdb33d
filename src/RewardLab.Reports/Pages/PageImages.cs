using RewardLab.Runs.Samples;

namespace RewardLab.Reports.Pages;

/// <summary>How images come into a page about runs.</summary>
public abstract class PageImages
{
    /// <summary>The held-out images of a fine-tuning: all of its evaluations, or those that the page has room for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="images">The fine-tuning's.</param>
    /// <param name="parts">How many fine-tunings share the room that is left, this one among them.</param>
    public abstract IReadOnlyList<PageSheet> Sheets(RunFacts run, HeldOutImages images, int parts);
}
