using System.Numerics;

namespace RewardLab.Toybox.Rendering;

/// <summary>Signed distances to plain shapes: negative inside, exact but for the ellipse.</summary>
internal static class Distance
{
    public static float Circle(Vector2 point, Vector2 centre, float radius) => Vector2.Distance(point, centre) - radius;

    /// <summary>First-order distance, right near the edge, which is where coverage needs it.</summary>
    public static float Ellipse(Vector2 point, Vector2 centre, Vector2 radii)
    {
        var offset = point - centre;
        var scaled = (offset / radii).Length();
        var gradient = (offset / (radii * radii)).Length();
        return gradient < 1e-6f ? -MathF.Min(radii.X, radii.Y) : scaled * (scaled - 1) / gradient;
    }

    public static float Capsule(Vector2 point, Vector2 from, Vector2 to, float radius)
    {
        var direction = to - from;
        var along = Math.Clamp(Vector2.Dot(point - from, direction) / direction.LengthSquared(), 0f, 1f);
        return Vector2.Distance(point, from + (direction * along)) - radius;
    }

    /// <summary>Any polygon without self-intersection; the sign comes from the crossing number.</summary>
    public static float Polygon(Vector2 point, ReadOnlySpan<Vector2> corners)
    {
        var nearest = float.MaxValue;
        var inside = false;
        var previous = corners[^1];
        foreach (var corner in corners)
        {
            var edge = previous - corner;
            var offset = point - corner;
            var along = Math.Clamp(Vector2.Dot(offset, edge) / edge.LengthSquared(), 0f, 1f);
            nearest = MathF.Min(nearest, (offset - (edge * along)).LengthSquared());
            if (corner.Y > point.Y != previous.Y > point.Y && point.X < corner.X + (edge.X * (point.Y - corner.Y) / edge.Y))
            {
                inside = !inside;
            }

            previous = corner;
        }

        return inside ? -MathF.Sqrt(nearest) : MathF.Sqrt(nearest);
    }
}
