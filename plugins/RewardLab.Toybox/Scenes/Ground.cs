namespace RewardLab.Toybox.Scenes;

/// <summary>The ground behind the objects.</summary>
/// <param name="Kind">Its pattern.</param>
/// <param name="Base">First colour; muted.</param>
/// <param name="Second">The pattern's other colour; near the first.</param>
/// <param name="PeriodPixels">Width of a stripe pair or of two checks, in pixels; unused by the other kinds.</param>
/// <param name="AngleRadians">Direction across the stripes or of the chequerboard; unused by the other kinds.</param>
public sealed record Ground(GroundKind Kind, Rgb Base, Rgb Second, float PeriodPixels, float AngleRadians);
