using RewardLab.Abstractions;

namespace RewardLab.Runs.Images;

/// <summary>A stretch of a long list of image files, decoded, and in batches of one size.</summary>
/// <param name="Batches">Images of one size, and their files.</param>
/// <param name="Failures">Files that could not be read, and why.</param>
public sealed record ImageWindow(IReadOnlyList<(IReadOnlyList<string> Files, ImageBatch Images)> Batches, IReadOnlyList<(string File, string Problem)> Failures)
{
    private const int MaxImages = 256;
    private const long MaxBytes = 96L << 20;

    /// <summary>Decodes files window by window, the next one while the caller works on this; memory stays that of two windows.</summary>
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
        var next = Task.Run(() => Decode(files, 0, reading, cancellationToken), cancellationToken);
        for (var start = 0; start < files.Count;)
        {
            var (window, end) = next.GetAwaiter().GetResult();
            start = end;
            next = end < files.Count ? Task.Run(() => Decode(files, end, reading, cancellationToken), cancellationToken) : next;
            yield return window;
        }
    }

    private static (ImageWindow Window, int End) Decode(IReadOnlyList<string> files, int start, ImageReading reading, CancellationToken cancellationToken)
    {
        var images = new List<(string File, ImageBatch Image)>();
        var failures = new List<(string, string)>();
        long bytes = 0;
        var end = start;
        for (; end < files.Count && end - start < MaxImages && bytes < MaxBytes; end++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var image = ImageFiles.Read(files[end], reading);
                images.Add((files[end], image));
                bytes += image.BytesPerImage;
            }
            catch (RewardLabException exception)
            {
                failures.Add((files[end], exception.Message));
            }
        }

        var batches = images.GroupBy(entry => (entry.Image.Height, entry.Image.Width))
            .Select(group => ((IReadOnlyList<string>)[.. group.Select(entry => entry.File)], ImageBatch.Concat([.. group.Select(entry => entry.Image)])));
        return (new ImageWindow([.. batches], failures), end);
    }
}
