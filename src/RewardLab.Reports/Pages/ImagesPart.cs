using System.Globalization;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Files;

namespace RewardLab.Reports.Pages;

/// <summary>The sheets and charts of the runs' folders inside the page, those of one name side by side.
/// Those that would make the page too large are named instead.</summary>
public sealed class ImagesPart : PagePart
{
    private const string ChartFolder = "charts";

    private const int MaxVectorRatio = 2;

    private readonly IReadOnlyList<RunFacts> _runs;
    private readonly long _maxBytes;
    private readonly (string Name, IReadOnlyList<(RunFacts Run, string Path)> Items)[] _groups;

    /// <summary>Finds the images; they are read when the part is written.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="maxBytes">What all images together may add to the page.</param>
    public ImagesPart(IReadOnlyList<RunFacts> runs, long maxBytes = RunsPage.MaxImageBytes)
        : base("images", "Images")
    {
        (_runs, _maxBytes) = (runs, maxBytes);
        _groups = [.. RunGroups.ByName(runs, run => Paths(run.Run.Folder), path => path)];
    }

    /// <inheritdoc />
    public override bool IsEmpty => _groups.Length == 0;

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        var left = _maxBytes;
        foreach (var (name, images) in _groups)
        {
            writer.Write($"<h3>{HtmlText.Encode(Path.ChangeExtension(name, null))}</h3>\n<div class=\"images\">\n");
            foreach (var (run, path) in images)
            {
                Write(writer, run, path, ref left);
            }

            writer.Write("</div>\n");
        }
    }

    private void Write(TextWriter writer, RunFacts run, string path, ref long left)
    {
        var caption = _runs.Count > 1 ? $"<figcaption>{Named(run)}</figcaption>\n" : "";
        var (source, type, size) = Source(Path.Combine(run.Run.Folder, path));
        var bytes = source is null ? 0 : (source.LongLength + 2) / 3 * 4;
        if (source is null || bytes > left)
        {
            var reason = source is null ? "it cannot be read" : "it would make this page too large";
            writer.Write(
                $"<figure class=\"image\">\n<p class=\"left-out\">{HtmlText.Encode($"{run.Run.Id}/{path}")} is left out: {reason}.</p>\n{caption}</figure>\n");
            return;
        }

        left -= bytes;
        var extent = size is var (width, height) ? string.Create(CultureInfo.InvariantCulture, $" width=\"{width}\" height=\"{height}\"") : "";
        var alt = HtmlText.Encode(_runs.Count > 1 ? $"{path} of {run.Label}" : path);
        var wide = size is { Width: >= HtmlImages.WideFrom } ? " wide" : "";
        writer.Write(
            $"<figure class=\"image{wide}\">\n<div class=\"scroll\"><img alt=\"{alt}\"{extent} "
            + $"src=\"data:{type};base64,{Convert.ToBase64String(source)}\" /></div>\n{caption}</figure>\n");
    }

    // An SVG is sharper than the PNG beside it and dark on dark screens, unless it is much larger.
    private static (byte[]? Source, string Type, (int Width, int Height)? Size) Source(string png)
    {
        var (image, vector) = (Read(png), Read(Path.ChangeExtension(png, ".svg")));
        var size = image is null ? null : PngSize.Read(image);
        if (vector is not null)
        {
            size = SvgSize.Read(vector) ?? (size is var (width, height) ? (width / Chart.PixelRatio, height / Chart.PixelRatio) : null);
        }

        return vector is not null && (image is null || vector.Length < MaxVectorRatio * image.LongLength)
            ? (vector, "image/svg+xml", size)
            : (image, "image/png", size);
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return null;
        }
    }

    private static IEnumerable<string> Paths(string folder)
    {
        try
        {
            return [.. Names(folder), .. Names(Path.Combine(folder, ChartFolder)).Select(name => $"{ChartFolder}/{name}")];
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return [];
        }
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.png").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal) : [];
}
