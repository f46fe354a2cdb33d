using System.Numerics;
using RewardLab.Abstractions;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Rendering;

/// <summary>Paints scenes: the same scene gives the same bytes. Safe from any thread.</summary>
/// <remarks>Edges are smooth: a pixel's coverage is its distance to the shape, clamped over one pixel.</remarks>
public static class SceneRenderer
{
    /// <summary>Width of the outline around objects of <see cref="ObjectStyle.Outlined"/>, in pixels.</summary>
    public const float OutlinePixels = 1;

    private const int Size = Scene.SizePixels;

    private static readonly Rgb Outline = new(0.12f, 0.10f, 0.14f);

    /// <summary>Bytes of one image: 64 x 64 x 3.</summary>
    public const int BytesPerImage = Size * Size * 3;

    /// <summary>Paints one scene.</summary>
    /// <returns>8-bit RGB, [64, 64, 3].</returns>
    public static byte[] Render(Scene scene)
    {
        var pixels = new byte[BytesPerImage];
        Render(scene, pixels);
        return pixels;
    }

    /// <summary>Paints scenes into one batch.</summary>
    public static ImageBatch Render(IReadOnlyList<Scene> scenes)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        var pixels = new byte[scenes.Count * BytesPerImage];
        for (var i = 0; i < scenes.Count; i++)
        {
            Render(scenes[i], pixels.AsSpan(i * BytesPerImage, BytesPerImage));
        }

        return new ImageBatch(pixels, scenes.Count, Size, Size);
    }

    /// <summary>Paints one scene into <paramref name="destination"/>, [64, 64, 3].</summary>
    /// <exception cref="ArgumentException">The destination is not <see cref="BytesPerImage"/> long.</exception>
    public static void Render(Scene scene, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (destination.Length != BytesPerImage)
        {
            throw new ArgumentException($"An image takes {BytesPerImage} bytes, not {destination.Length}.", nameof(destination));
        }

        var random = new ToyRandom(scene.NoiseSeed);
        var image = new Rgb[Size * Size];
        GroundPainter.Paint(scene.Ground, image, random);
        foreach (var toyObject in scene.Objects)
        {
            Paint(toyObject, scene.Style, image);
        }

        for (var i = 0; i < image.Length; i++)
        {
            var colour = image[i].Scaled(scene.Brightness);
            destination[i * 3] = ToByte(colour.R, scene.NoiseSigma, random);
            destination[(i * 3) + 1] = ToByte(colour.G, scene.NoiseSigma, random);
            destination[(i * 3) + 2] = ToByte(colour.B, scene.NoiseSigma, random);
        }
    }

    private static byte ToByte(float value, float noiseSigma, ToyRandom random)
    {
        var noise = noiseSigma > 0 ? noiseSigma * random.NextNoise() : 0;
        return (byte)Math.Clamp((value * 255) + noise + 0.5f, 0f, 255f);
    }

    private static void Paint(SceneObject toyObject, ObjectStyle style, Span<Rgb> image)
    {
        var glyph = Glyph.From(toyObject.Class);
        var own = ToyPalette.Of(toyObject.Class, toyObject.Colour);
        var radius = toyObject.Radius;
        var (halfWidth, halfHeight) = ObjectBox.HalfExtent(toyObject, style);
        var parts = glyph.Parts;
        var colours = new Rgb[parts.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            colours[part] = parts[part].Colour(own);
        }

        Span<float> distances = stackalloc float[parts.Length];
        var (left, right) = Range(toyObject.X, halfWidth);
        var (top, bottom) = Range(toyObject.Y, halfHeight);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var point = new Vector2(x + 0.5f - toyObject.X, y + 0.5f - toyObject.Y) / radius;
                point.X = toyObject.Mirror ? -point.X : point.X;
                var silhouette = glyph.Measure(point, distances);
                var colour = image[(y * Size) + x];
                if (style == ObjectStyle.Outlined)
                {
                    colour = colour.MixedWith(Outline, Coverage(silhouette, radius, OutlinePixels));
                }

                if (Coverage(silhouette, radius, 0) > 0)
                {
                    var light = style == ObjectStyle.Shaded ? 1.06f - (0.17f * (point.Y + 0.4f)) : 1f;
                    for (var part = 0; part < parts.Length; part++)
                    {
                        colour = colour.MixedWith(colours[part].Scaled(light), Coverage(distances[part], radius, 0));
                    }
                }

                image[(y * Size) + x] = colour;
            }
        }
    }

    private static (int First, int Last) Range(float centre, float halfExtent) =>
        (Math.Max(0, (int)MathF.Floor(centre - halfExtent - 1)), Math.Min(Size - 1, (int)MathF.Ceiling(centre + halfExtent + 1)));

    private static float Coverage(float distance, float radius, float growPixels) =>
        Math.Clamp(0.5f + growPixels - (distance * radius), 0f, 1f);
}
