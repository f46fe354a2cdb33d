using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>Patches of every class at several sizes, colours and styles, seen through the same eyes as the images.</summary>
internal sealed class TemplateBank
{
    private const int Size = Scene.SizePixels;

    /// <summary>Where a cup's body ends and its handle begins, in radii from the centre.</summary>
    private const float CupBodyExtent = 0.5f;

    /// <summary>From the middle of one cup's body to that of its mirror image around the same centre, in radii.</summary>
    private const float CupBodyOffset = 0.54f;

    private static readonly float[] RadiiPixels = [7f, 9.5f];
    private static readonly Lazy<TemplateBank> LazyShared = new(() => new TemplateBank());

    private readonly (ToyClass Class, float[] Patch)[] _templates;

    private TemplateBank()
    {
        var ground = new Ground(GroundKind.Plain, new Rgb(0.8f, 0.8f, 0.8f), new Rgb(0.8f, 0.8f, 0.8f), 16, 0);
        var templates =
            from toyClass in ToyClasses.All
            from radius in RadiiPixels
            from colour in Enumerable.Range(0, ToyPalette.ColoursPerClass)
            from mirror in new[] { false, true }
            from style in Enum.GetValues<ObjectStyle>()
            from isBlurred in new[] { false, true }
            let toyObject = new SceneObject(toyClass, 31.7f, 32.2f, radius, colour, mirror)
            from drawing in Drawings(toyObject)
            let pixels = SceneRenderer.Render(new Scene { Objects = drawing, Ground = ground, Style = style, Brightness = 0.92f })
            let map = ForegroundMap.Compute(isBlurred ? Blurred(pixels) : pixels)
            from blob in Forms(toyObject, Blob.Union([.. Blob.Connected(map.Mask)]))
            select (toyClass, BlobPatch.Extract(map, blob));
        _templates = [.. templates];
    }

    /// <summary>The one bank, made on first use.</summary>
    public static TemplateBank Shared => LazyShared.Value;

    /// <summary>How alike a patch and the nearest template of each class are, [6], 1 being the same.</summary>
    public float[] Compare(float[] patch) => Compare(patch, BlobPatch.Likeness);

    /// <summary>The same by <see cref="BlobPatch.DetailLikeness"/>.</summary>
    public float[] CompareDetail(float[] patch) => Compare(patch, BlobPatch.DetailLikeness);

    private float[] Compare(float[] patch, Func<float[], float[], float> likeness)
    {
        var best = new float[ToyClasses.Count];
        foreach (var (toyClass, template) in _templates)
        {
            best[(int)toyClass] = MathF.Max(best[(int)toyClass], likeness(patch, template));
        }

        return best;
    }

    /// <summary>The object, and a cup with a handle on either side, as models draw them too.</summary>
    private static IEnumerable<SceneObject[]> Drawings(SceneObject toyObject)
    {
        yield return [toyObject];
        if (toyObject.Class == ToyClass.Cup)
        {
            var towardsHandle = toyObject.Mirror ? -1 : 1;
            yield return [toyObject, toyObject with { Mirror = !toyObject.Mirror, X = toyObject.X - (towardsHandle * CupBodyOffset * toyObject.Radius) }];
        }
    }

    /// <summary>The whole object, and a cup without its handle: models forget handles, and nobody takes what is left for an apple.</summary>
    private static IEnumerable<Blob> Forms(SceneObject toyObject, Blob whole)
    {
        yield return whole;
        if (toyObject.Class == ToyClass.Cup)
        {
            var direction = toyObject.Mirror ? -1 : 1;
            yield return new Blob([.. whole.Pixels.Where(i => direction * ((i % Size) + 0.5f - toyObject.X) < CupBodyExtent * toyObject.Radius)]);
        }
    }

    /// <summary>The image after a mean over 3 x 3 pixels, twice: about what an autoencoder leaves of it.</summary>
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
