using System.Globalization;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Files;
using RewardLab.Runs.Samples;
using SkiaSharp;

namespace RewardLab.Reports.Pages;

/// <summary>Images inside the page itself, which needs nothing beside it. What would make it too large is reduced, and then left out.</summary>
/// <param name="maxBytes">What held-out images together may add to the page.</param>
public sealed class EmbeddedImages(long maxBytes) : PageImages
{
    // Wide enough to see what an image shows.
    private const int ReducedWidth = 192;
    private const int Quality = 85;

    private long _left = maxBytes;

    /// <inheritdoc />
    public override IReadOnlyList<PageSheet> Sheets(RunFacts run, HeldOutImages images, int parts)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(images);
        var room = _left / Math.Max(1, parts);
        string PathOf(HeldOutSheet sheet) => Path.Combine(run.Run.Folder, sheet.Path);
        if (images.Sheets.Sum(sheet => Encoded(Length(PathOf(sheet)))) <= room)
        {
            return [.. images.Sheets.Select(sheet => Create(sheet, Read(PathOf(sheet)), "image/png", isReduced: false)).OfType<PageSheet>()];
        }

        // The last one is mostly the largest: the more detail, the less a codec saves.
        var last = Reduced(Read(PathOf(images.Sheets[^1])), images);
        var count = last is null ? 0 : (int)Math.Min(images.Sheets.Count, room / Math.Max(1, Encoded(last.LongLength)));
        List<PageSheet> shown = [];
        foreach (var sheet in Spread(images.Sheets, count))
        {
            if (Reduced(Read(PathOf(sheet)), images) is { } bytes && Encoded(bytes.LongLength) <= room)
            {
                room -= Encoded(bytes.LongLength);
                shown.Add(Create(sheet, bytes, "image/jpeg", isReduced: true)!);
            }
        }

        return shown;
    }

    // The first, the last and others between them.
    private static IEnumerable<HeldOutSheet> Spread(IReadOnlyList<HeldOutSheet> sheets, int count) =>
        count == 1 ? [sheets[^1]]
        : Enumerable.Range(0, count).Select(i => sheets[(int)Math.Round(i * (sheets.Count - 1.0) / Math.Max(1, count - 1))]).Distinct();

    private PageSheet? Create(HeldOutSheet sheet, byte[]? bytes, string type, bool isReduced)
    {
        if (bytes is null)
        {
            return null;
        }

        _left -= Encoded(bytes.LongLength);
        var size = isReduced ? null : PngSize.Read(bytes);
        var extent = size is var (width, height) ? string.Create(CultureInfo.InvariantCulture, $" width=\"{width}\" height=\"{height}\"") : "";
        return new PageSheet(sheet, $"data:{type};base64,{Convert.ToBase64String(bytes)}", extent) { IsReduced = isReduced };
    }

    private static byte[]? Reduced(byte[]? png, HeldOutImages images)
    {
        if (png is null || SKBitmap.Decode(png) is not { } whole)
        {
            return null;
        }

        using (whole)
        {
            // Columns stay whole numbers of pixels, so that the script can still take the sheet apart.
            var columns = Math.Max(1, images.ImagesPerPrompt);
            var rows = Math.Max(1, images.Prompts.Count);
            var scale = Math.Min(1, ReducedWidth * (double)columns / whole.Width);
            var size = new SKSizeI(
                Math.Max(1, (int)(whole.Width * scale / columns)) * columns, Math.Max(1, (int)(whole.Height * scale / rows)) * rows);
            using var reduced = whole.Resize(size, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            return reduced?.Encode(SKEncodedImageFormat.Jpeg, Quality)?.ToArray();
        }
    }

    private static long Length(string path)
    {
        try
        {
            return new FileInfo(path).Length;
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return 0;
        }
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return null;
        }
    }

    private static long Encoded(long length) => (length + 2) / 3 * 4;
}
