using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>An object that an inspector saw.</summary>
/// <param name="Class">What it looks most like.</param>
/// <param name="Left">Leftmost pixel.</param>
/// <param name="Top">Topmost pixel.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Colour">The colour of most of it; null where it has none.</param>
/// <param name="Confidence">How far the best class is ahead of the next, 0..1.</param>
/// <param name="Cleanliness">How much it looks like a drawn object of its class, 0..1; 1 for clean renders.</param>
public sealed record InspectedObject(ToyClass Class, int Left, int Top, int Width, int Height, ToyColour? Colour, double Confidence, double Cleanliness);
