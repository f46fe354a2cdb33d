using RewardLab.Abstractions;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>Reads off an image what it holds, by classical vision and knowing only what the classes look like. Safe from any thread.</summary>
/// <remarks>The ground is fitted by a smooth surface, what stands out is parted into blobs, and each blob goes to the class
/// whose drawings, seen the same way, it is nearest to. Neither the scene nor the prompt is known.</remarks>
public static class Inspector
{
    /// <summary>Below this likeness a blob is not an object of any class.</summary>
    private const float MinLikeness = 0.87f;

    /// <summary>Smaller blobs are specks.</summary>
    internal const int MinObjectPixels = 30;

    // 95 of 100 drawn objects are nearer to their template than the second value; of generated ones most lie between the two.
    private const float DirtyLikeness = 0.90f;
    private const float CleanLikeness = 0.98f;

    private const float SureMargin = 0.04f;

    /// <summary>Inspects one image.</summary>
    /// <param name="pixels">8-bit RGB, [64, 64, 3].</param>
    /// <exception cref="RewardLabException">The image has another size.</exception>
    public static ImageInspection Inspect(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != SceneRenderer.BytesPerImage)
        {
            throw new RewardLabException(
                $"Toybox inspects images of {Scene.SizePixels} x {Scene.SizePixels} pixels, {SceneRenderer.BytesPerImage} bytes, not {pixels.Length} bytes.");
        }

        var map = ForegroundMap.Compute(pixels);
        var matches = BlobResolver.Resolve(map);
        var objects = matches.FindAll(IsObject);
        return new ImageInspection
        {
            Objects = [.. objects.Select(match => ToObject(map, match))],
            UnknownCount = matches.Count(m => !IsObject(m) && m.Blob.Area >= MinObjectPixels),
            Fidelity = FidelityOf(map, matches),
        };
    }

    /// <summary>Inspects every image of a batch, [count].</summary>
    /// <exception cref="RewardLabException">The images have another size.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ImageInspection[] Inspect(ImageBatch images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Width != Scene.SizePixels || images.Height != Scene.SizePixels)
        {
            throw new RewardLabException($"Toybox inspects images of {Scene.SizePixels} x {Scene.SizePixels} pixels, not {images.Width} x {images.Height}.");
        }

        var inspections = new ImageInspection[images.Count];
        Parallel.For(0, images.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => inspections[i] = Inspect(images[i]));
        return inspections;
    }

    private static bool IsObject(BlobMatch match) => match.Likeness >= MinLikeness && match.Blob.Area >= MinObjectPixels;

    private static InspectedObject ToObject(ForegroundMap map, BlobMatch match) => new(
        match.Class,
        match.Blob.Left,
        match.Blob.Top,
        match.Blob.Width,
        match.Blob.Height,
        BlobColour.Find(map, match.Blob),
        Math.Clamp(match.Margin / SureMargin, 0f, 1f),
        CleanlinessOf(match));

    private static double CleanlinessOf(BlobMatch match) =>
        IsObject(match) ? Math.Clamp((match.Likeness - DirtyLikeness) / (CleanLikeness - DirtyLikeness), 0f, 1f) : 0;

    private static double FidelityOf(ForegroundMap map, List<BlobMatch> matches)
    {
        var ground = GroundCleanliness.Compute(map, matches.Select(m => m.Blob));
        double area = matches.Sum(m => m.Blob.Area);
        var explained = area == 0 ? 0.5 : matches.Sum(m => m.Blob.Area * CleanlinessOf(m)) / area;
        return explained * ground;
    }
}
