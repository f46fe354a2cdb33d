using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>What an inspector read off an image.</summary>
public sealed record ImageInspection
{
    /// <summary>The objects, from top to bottom and left to right.</summary>
    public required IReadOnlyList<InspectedObject> Objects { get; init; }

    /// <summary>Things as large as an object that look like no class.</summary>
    public required int UnknownCount { get; init; }

    /// <summary>How far the image is made of clean objects on a clean ground, 0..1, whatever was asked for.</summary>
    /// <remarks>The share of the foreground that well-matching objects explain, times the cleanliness of the ground.
    /// Near 1 for clean renders; at most 0.5 for an image without any object.</remarks>
    public required double Fidelity { get; init; }

    /// <summary>Objects of each class.</summary>
    public ToyCounts Counts => ToyCounts.From(Objects.Select(o => o.Class));

    /// <summary>Whether the image holds exactly what the prompt asks for, and nothing else.</summary>
    public bool IsCorrect(ToyPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return UnknownCount == 0 && WrongObjects(prompt) == 0;
    }

    /// <summary>The least number of objects to add, take away or recolour until the known objects are what the prompt asks for.</summary>
    public int WrongObjects(ToyPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var counts = Counts;
        if (prompt.Comparison is { } comparison)
        {
            return comparison.DistanceFrom(counts) + ToyClasses.All.Where(c => c != comparison.More && c != comparison.Fewer).Sum(c => counts[c]);
        }

        return counts.DistanceTo(prompt.Counts) + prompt.Demands.Where(demand => demand.Colour is not null).Sum(demand =>
        {
            // Of too many objects those of the right colour stay.
            var right = Objects.Count(seen => seen.Class == demand.Class && seen.Colour == demand.Colour);
            return Math.Min(counts[demand.Class], demand.Count) - Math.Min(right, demand.Count);
        });
    }
}
