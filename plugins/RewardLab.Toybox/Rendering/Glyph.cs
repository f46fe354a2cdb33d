using System.Numerics;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Rendering;

/// <summary>The drawing of a class: pieces in coordinates where the larger half extent is 1 and y points down.</summary>
internal sealed class Glyph
{
    private static readonly Rgb Dark = new(0.10f, 0.09f, 0.12f);
    private static readonly Rgb White = new(0.97f, 0.97f, 0.97f);
    private static readonly Rgb Stem = new(0.36f, 0.22f, 0.10f);
    private static readonly Rgb Leaf = new(0.08f, 0.52f, 0.16f);
    private static readonly Rgb Band = new(0.98f, 0.86f, 0.22f);

    private static readonly Glyph[] All = [Apple(), Ball(), Cat(), Cup(), Fish(), Star()];

    private Glyph(Vector2 halfExtent, params GlyphPart[] parts)
    {
        HalfExtent = halfExtent;
        Parts = parts;
    }

    /// <summary>Half width and half height; the larger is 1.</summary>
    public Vector2 HalfExtent { get; }

    /// <summary>The pieces, in painting order.</summary>
    public GlyphPart[] Parts { get; }

    public static Glyph From(ToyClass toyClass) => All[(int)toyClass];

    /// <summary>Signed distances to the pieces, [pieces], and to the union of the solid ones.</summary>
    public float Measure(Vector2 point, Span<float> distances)
    {
        var nearest = float.MaxValue;
        for (var i = 0; i < Parts.Length; i++)
        {
            distances[i] = Parts[i].Distance(point);
            nearest = Parts[i].IsSolid ? MathF.Min(nearest, distances[i]) : nearest;
        }

        return nearest;
    }

    private static Glyph Apple() => new(
        new Vector2(0.92f, 1f),
        Solid(p => Distance.Capsule(p, new(0f, -0.2f), new(-0.10f, -0.90f), 0.10f), _ => Stem),
        Solid(p => MathF.Min(
            Distance.Ellipse(p, new(-0.34f, 0.22f), new(0.58f, 0.74f)),
            Distance.Ellipse(p, new(0.34f, 0.22f), new(0.58f, 0.74f)))),
        Solid(p => Distance.Ellipse(Rotated(p - new Vector2(0.38f, -0.74f), 0.45f), Vector2.Zero, new(0.40f, 0.19f)), _ => Leaf));

    private static Glyph Ball() => new(
        new Vector2(1f, 1f),
        Solid(p => Distance.Circle(p, Vector2.Zero, 1f)),
        Detail(p => MathF.Max(MathF.Abs(Rotated(p, 0.35f).Y) - 0.27f, Distance.Circle(p, Vector2.Zero, 1f)), _ => Band));

    private static Glyph Cat() => new(
        new Vector2(1f, 1f),
        Solid(p => Distance.Ellipse(p, new(0f, 0.26f), new(0.98f, 0.74f))),
        Solid(p => Distance.Polygon(new(-MathF.Abs(p.X), p.Y), [new(-0.96f, -1f), new(-0.96f, 0.25f), new(-0.10f, -0.38f)])),
        Detail(p => Distance.Ellipse(new(MathF.Abs(p.X), p.Y), new(0.40f, 0.14f), new(0.17f, 0.25f)), _ => Dark),
        Detail(p => Distance.Ellipse(p, new(0f, 0.56f), new(0.17f, 0.13f)), _ => Dark));

    private static Glyph Cup() => new(
        new Vector2(1f, 1f),
        Solid(p => MathF.Abs(Distance.Ellipse(p, new(0.42f, 0.02f), new(0.42f, 0.46f))) - 0.14f),
        Solid(p => Distance.Polygon(p, [new(-1f, -0.72f), new(0.46f, -0.72f), new(0.26f, 0.98f), new(-0.80f, 0.98f)])),
        Solid(p => Distance.Ellipse(p, new(-0.27f, -0.72f), new(0.73f, 0.28f))),
        Detail(p => Distance.Ellipse(p, new(-0.27f, -0.70f), new(0.58f, 0.17f)), _ => Dark));

    private static Glyph Fish() => new(
        new Vector2(1f, 0.74f),
        Solid(p => Distance.Polygon(p, [new(0.22f, 0f), new(1f, -0.74f), new(0.84f, 0f), new(1f, 0.74f)])),
        Solid(p => Distance.Ellipse(p, new(-0.24f, 0f), new(0.76f, 0.70f))),
        Detail(p => Distance.Circle(p, new(-0.56f, -0.14f), 0.21f), _ => White),
        Detail(p => Distance.Circle(p, new(-0.58f, -0.14f), 0.12f), _ => Dark));

    private static Glyph Star()
    {
        var corners = new Vector2[10];
        for (var i = 0; i < corners.Length; i++)
        {
            var radius = i % 2 == 0 ? 1.05f : 0.45f;
            var (sin, cos) = MathF.SinCos(MathF.PI * i / 5);
            corners[i] = new(radius * sin, 0.08f - (radius * cos));
        }

        return new(new Vector2(1f, 0.98f), Solid(p => Distance.Polygon(p, corners)));
    }

    private static GlyphPart Solid(Func<Vector2, float> distance, Func<Rgb, Rgb>? colour = null) => new(distance, colour ?? (own => own), true);

    private static GlyphPart Detail(Func<Vector2, float> distance, Func<Rgb, Rgb> colour) => new(distance, colour, false);

    private static Vector2 Rotated(Vector2 point, float radians)
    {
        var (sin, cos) = MathF.SinCos(radians);
        return new((point.X * cos) - (point.Y * sin), (point.X * sin) + (point.Y * cos));
    }
}
