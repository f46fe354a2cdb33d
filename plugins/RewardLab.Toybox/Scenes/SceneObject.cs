namespace RewardLab.Toybox.Scenes;

/// <summary>One object of a scene.</summary>
/// <param name="Class">What it is.</param>
/// <param name="X">Centre from the left, in pixels.</param>
/// <param name="Y">Centre from the top, in pixels.</param>
/// <param name="Radius">Half of the object's larger extent, in pixels.</param>
/// <param name="Colour">Index into the class's palette, 0..<see cref="ToyPalette.ColoursPerClass"/> - 1.</param>
/// <param name="Mirror">Whether left and right are swapped.</param>
public sealed record SceneObject(ToyClass Class, float X, float Y, float Radius, int Colour, bool Mirror);
