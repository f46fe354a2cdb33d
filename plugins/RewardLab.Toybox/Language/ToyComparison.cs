using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Language;

/// <summary>More objects of one class than of another, of which there is at least one.</summary>
/// <param name="More">The class of which there are more.</param>
/// <param name="Fewer">The class of which there are fewer.</param>
public sealed record ToyComparison(ToyClass More, ToyClass Fewer)
{
    // No image holds so many, and no edit is ever cheaper towards more.
    private const int MaxCount = 16;

    /// <summary>The least number of objects to add or take away until it holds.</summary>
    public int DistanceFrom(ToyCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (more, fewer) = (counts[More], counts[Fewer]);
        var min = int.MaxValue;
        for (var wantedFewer = 1; wantedFewer < MaxCount; wantedFewer++)
        {
            // Of all numbers above, the nearest.
            var wantedMore = Math.Max(more, wantedFewer + 1);
            min = Math.Min(min, wantedMore - more + Math.Abs(wantedFewer - fewer));
        }

        return min;
    }
}
