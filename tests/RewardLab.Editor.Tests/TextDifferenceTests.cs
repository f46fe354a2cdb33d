using RewardLab.Editor.Documents;

namespace RewardLab.Editor.Tests;

/// <summary>Differences of two texts.</summary>
public sealed class TextDifferenceTests
{
    [Fact]
    public void Compute_OfChangedLines_ShowsThemWithTheirNeighbours() =>
        TextDifference.Compute("a\nb\nc\nd\ne\nf\ng\n", "a\nb\nc\nd\nE\nf\ng\nh\n")
            .ShouldBe(["…", "  c", "  d", "- e", "+ E", "  f", "  g", "+ h"]);

    [Fact]
    public void Compute_OfTheSameText_ShowsNoDifference() => TextDifference.Compute("a\nb\n", "a\r\nb").ShouldBe(["…"]);
}
