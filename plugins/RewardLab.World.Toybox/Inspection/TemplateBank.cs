using RewardLab.World.Toybox.Rendering;
using RewardLab.World.Toybox.Scenes;

namespace RewardLab.World.Toybox.Inspection;

/// <summary>Patches of every class at several sizes, colours and styles, seen through the same eyes as the pictures.</summary>
internal sealed class TemplateBank
{
    private const int Size = Scene.SizePixels;

    private static readonly float[] RadiiPixels = [7f, 9.5f];
    private static readonly Lazy<TemplateBank> LazyShared = new(() => new TemplateBank());

    private readonly (ToyClass Class, float[] Patch)[] _templates;

    private TemplateBank()
    {
        var ground = new Ground(GroundKind.Plain, new Rgb(0.8f, 0.8f, 0.8f), new Rgb(0.8f, 0.8f, 0.8f), 16, 0);
        var templates =
            from toyClass in ToyClasses.All
            from radius in RadiiPixels
            from colour in Enumerable.Range(0, Palette.ColoursPerClass)
            from mirror in new[] { false, true }
            from style in new[] { ObjectStyle.Flat, ObjectStyle.Outlined }
            from isBlurred in new[] { false, true }
            let toyObject = new SceneObject(toyClass, 31.7f, 32.2f, radius, colour, mirror)
            let pixels = SceneRenderer.Render(new Scene { Objects = [toyObject], Ground = ground, Style = style, Brightness = 0.92f })
            let map = ForegroundMap.Of(isBlurred ? Blurred(pixels) : pixels)
            select (toyClass, BlobPatch.Of(map, Blob.Union([.. Blob.Connected(map.Mask)])));
        _templates = [.. templates];
    }

    /// <summary>The one bank, made on first use.</summary>
    public static TemplateBank Shared => LazyShared.Value;

    /// <summary>How alike a patch and the nearest template of each class are, [6], 1 being the same.</summary>
    public float[] Compare(float[] patch)
    {
        var best = new float[ToyClasses.Count];
        foreach (var (toyClass, template) in _templates)
        {
            best[(int)toyClass] = MathF.Max(best[(int)toyClass], BlobPatch.Likeness(patch, template));
        }

        return best;
    }

    /// <summary>The picture after a mean over 3 x 3 pixels, twice: about what an autoencoder leaves of it.</summary>
    private static byte[] Blurred(byte[] pixels)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            var source = pixels;
            pixels = (byte[])source.Clone();
            for (var y = 1; y < Size - 1; y++)
            {
                for (var i = 3; i < (Size - 1) * 3; i++)
                {
                    var sum = 0;
                    for (var row = y - 1; row <= y + 1; row++)
                    {
                        var index = (row * Size * 3) + i;
                        sum += source[index - 3] + source[index] + source[index + 3];
                    }

                    pixels[(y * Size * 3) + i] = (byte)((sum + 4) / 9);
                }
            }
        }

        return pixels;
    }
}
