using System.Numerics;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Rendering;

/// <summary>A piece of a glyph, painted over the pieces before it.</summary>
/// <param name="Distance">Signed distance in units of the object's radius; negative inside.</param>
/// <param name="Colour">The piece's colour, from the object's own.</param>
/// <param name="IsSolid">Whether the piece belongs to the silhouette, rather than lying on it.</param>
internal sealed record GlyphPart(Func<Vector2, float> Distance, Func<Rgb, Rgb> Colour, bool IsSolid);
