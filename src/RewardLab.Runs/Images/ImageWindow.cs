using RewardLab.Abstractions;

namespace RewardLab.Runs.Images;

/// <summary>A stretch of a long list of image files, decoded, and in batches of one size.</summary>
/// <param name="Batches">Images of one size, and their files.</param>
/// <param name="Failures">Files that could not be read, and why.</param>
public sealed record ImageWindow(IReadOnlyList<(IReadOnlyList<string> Files, ImageBatch Images)> Batches, IReadOnlyList<(string File, string Problem)> Failures)
{
    private const int MaxImages = 256;
    private const int FirstImages = 32;
    private const int AtOnce = 4;
    private const long MaxBytes = 96L << 20;

    /// <summary>Decodes files window by window, the next one while the caller works on this; memory stays that of two windows. The first window is small,
    /// since nothing else can be done while it is decoded.</summary>
    /// <param name="files">The files, in order.</param>
    /// <param name="reading">How they are read.</param>
    /// <param name="cancellationToken">Asked before every file.</param>
    public static IEnumerable<ImageWindow> Read(IReadOnlyList<string> files, ImageReading reading, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Iterate(files, reading, cancellationToken);
    }

    private static IEnumerable<ImageWindow> Iterate(IReadOnlyList<string> files, ImageReading reading, CancellationToken cancellationToken)
    {
        var next = Task.Run(() => Decode(files, 0, FirstImages, reading, cancellationToken), cancellationToken);
        for (int start = 0, size = FirstImages; start < files.Count;)
        {
            var (window, end) = next.GetAwaiter().GetResult();
            start = end;
            var following = size = Math.Min(size * 2, MaxImages);
            next = end < files.Count ? Task.Run(() => Decode(files, end, following, reading, cancellationToken), cancellationToken) : next;
            yield return window;
        }
    }

    private static (ImageWindow Window, int End) Decode(
        IReadOnlyList<string> files, int start, int maxImages, ImageReading reading, CancellationToken cancellationToken)
    {
        var images = new List<(string File, ImageBatch Image)>();
        var failures = new List<(string, string)>();
        long bytes = 0;
        var end = start;
        while (end < files.Count && end - start < maxImages && bytes < MaxBytes)
        {
            // So few at once that memory is not exceeded by much, and as many whatever the machine.
            var decoded = new (ImageBatch? Image, string Problem)[Math.Min(AtOnce, Math.Min(files.Count - end, maxImages - (end - start)))];
            var first = end;
            Parallel.For(0, decoded.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            {
                try
                {
                    decoded[i] = (ImageFiles.Read(files[first + i], reading), "");
                }
                catch (RewardLabException exception)
                {
                    decoded[i] = (null, exception.Message);
                }
            });
            foreach (var (image, problem) in decoded)
            {
                if (image is null)
                {
                    failures.Add((files[end], problem));
                }
                else
                {
                    images.Add((files[end], image));
                    bytes += image.BytesPerImage;
                }

                end++;
            }
        }

        var batches = images.GroupBy(entry => (entry.Image.Height, entry.Image.Width))
            .Select(group => ((IReadOnlyList<string>)[.. group.Select(entry => entry.File)], ImageBatch.Concat([.. group.Select(entry => entry.Image)])));
        return (new ImageWindow([.. batches], failures), end);
    }
}
