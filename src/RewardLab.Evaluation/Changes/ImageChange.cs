using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Changes;

/// <summary>A change of images that leaves what they show, in graded strengths. Immutable, and safe from any thread.</summary>
/// <remarks>What comes of an image depends on its own pixels and the strength alone, never on its place in a batch, and is the same each time.</remarks>
public sealed class ImageChange
{
    private readonly Func<ImageBatch, int, double, ImageBatch> _apply;
    private readonly string _unit;
    private readonly double _scale;

    internal ImageChange(
        string id, string title, IReadOnlyList<double> strengths, double scale, string unit, Func<ImageBatch, int, double, ImageBatch> apply) =>
        (Id, Title, Strengths, _scale, _unit, _apply) = (id, title, strengths, scale, unit, apply);

    internal ImageChange(string id, string title, IReadOnlyList<double> strengths, double scale, string unit, Func<Raster, float, Raster> apply)
        : this(id, title, strengths, scale, unit, (images, index, strength) => ToBatch(apply(Raster.From(images, index), (float)strength)))
    {
    }

    /// <summary>Name in files, such as "whiten-background".</summary>
    public string Id { get; }

    /// <summary>Name on pages, such as "background whitened".</summary>
    public string Title { get; }

    /// <summary>The strengths that are measured where nothing else is said, ascending, above 0.</summary>
    public IReadOnlyList<double> Strengths { get; }

    /// <summary>Changes every image of a batch.</summary>
    /// <param name="images">The images.</param>
    /// <param name="strength">0 leaves them as they are; up to the last of <see cref="Strengths"/>.</param>
    /// <returns>As many images, of the same size unless the change is one of size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The strength is outside its range.</exception>
    public ImageBatch Apply(ImageBatch images, double strength)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (!(strength >= 0 && strength <= Strengths[^1]))
        {
            throw new ArgumentOutOfRangeException(
                nameof(strength), strength, string.Create(CultureInfo.InvariantCulture, $"Change '{Id}' takes strengths from 0 to {Strengths[^1]}."));
        }

        if (strength == 0 || images.Count == 0)
        {
            return images;
        }

        var changed = new ImageBatch[images.Count];
        Parallel.For(0, images.Count, i => changed[i] = _apply(images, i, strength));
        return ImageBatch.Concat(changed);
    }

    /// <summary>A strength in words, such as "20%"; empty for a change that has one strength.</summary>
    public string Describe(double strength) =>
        _unit.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{strength * _scale:0.##}{_unit}");

    internal static ImageBatch ToBatch(Raster raster)
    {
        var pixels = new byte[raster.Values.Length];
        raster.WriteTo(pixels);
        return new ImageBatch(pixels, 1, raster.Height, raster.Width);
    }
}
