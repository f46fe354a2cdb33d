using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>What an inspector read off a picture.</summary>
public sealed record PictureInspection
{
    /// <summary>The objects, from top to bottom and left to right.</summary>
    public required IReadOnlyList<InspectedObject> Objects { get; init; }

    /// <summary>Things as large as an object that look like no class.</summary>
    public required int UnknownCount { get; init; }

    /// <summary>How far the picture is made of clean objects on a clean ground, 0..1, whatever was asked for.</summary>
    /// <remarks>The share of the foreground that well-matching objects explain, times the cleanliness of the ground.
    /// Near 1 for clean renders; at most 0.5 for a picture without any object.</remarks>
    public required double Fidelity { get; init; }

    /// <summary>Objects of each class.</summary>
    public ToyCounts Counts => ToyCounts.Of(Objects.Select(o => o.Class));

    /// <summary>Whether the picture holds exactly what the prompt asks for, and nothing else.</summary>
    public bool IsTrue(ToyPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return UnknownCount == 0 && prompt.WrongObjects(this) == 0;
    }
}
