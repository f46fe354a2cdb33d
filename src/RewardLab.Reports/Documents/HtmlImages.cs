using System.Globalization;

namespace RewardLab.Reports.Documents;

/// <summary>Images inside the page. Those that would make it too large are linked to instead.</summary>
/// <param name="read">The bytes of a file of the run; null where it is not there.</param>
/// <param name="maxBytes">What all images together may add to the page.</param>
internal sealed class HtmlImages(Func<string, byte[]?> read, long maxBytes)
{
    /// <summary>What is as wide as this keeps its size on a phone and is scrolled: smaller, its words could not be read.</summary>
    public const int WideFrom = 520;

    private long _bytes;

    /// <summary>Writes an image with its caption.</summary>
    public void Write(TextWriter writer, ReportFigure figure, string id)
    {
        var image = read(figure.ImagePath);
        var size = image is null ? null : PngSize.Read(image);
        var width = (size?.Width ?? 480) / figure.PixelRatio;
        var height = (size?.Height ?? 0) / figure.PixelRatio;
        writer.Write(
            string.Create(CultureInfo.InvariantCulture, $"<figure id=\"{id}\"{(width >= WideFrom ? " class=\"wide\"" : "")} style=\"--width:{width}px\">\n"));
        var (source, type) = figure.VectorPath is { } path && read(path) is { } vector ? (vector, "image/svg+xml") : (image, "image/png");
        if (source is null)
        {
            writer.Write($"<p class=\"left-out\">{HtmlText.Encode(figure.AltText)} The file {HtmlText.Encode(figure.ImagePath)} is missing.</p>\n");
        }
        else if (Added(source) is { } data)
        {
            var alt = HtmlText.Encode(figure.AltText);
            var region = width >= WideFrom ? $" tabindex=\"0\" role=\"region\" aria-label=\"{alt}\"" : "";
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<div class=\"scroll\"{region}><img alt=\"{alt}\" width=\"{width}\" height=\"{height}\" src=\"data:{type};base64,{data}\" /></div>\n"));
        }
        else
        {
            writer.Write(
                $"<p class=\"left-out\">{HtmlText.Encode(figure.AltText)} It would make this page too large; "
                + $"see <a href=\"{HtmlText.Encode(figure.ImagePath)}\">{HtmlText.Encode(figure.ImagePath)}</a> beside it.</p>\n");
        }

        if (figure.Caption.Length > 0)
        {
            writer.Write($"<figcaption>{HtmlText.Encode(figure.Caption)}</figcaption>\n");
        }

        writer.Write("</figure>\n");
    }

    private string? Added(byte[] source)
    {
        var bytes = (source.LongLength + 2) / 3 * 4;
        if (_bytes + bytes > maxBytes)
        {
            return null;
        }

        _bytes += bytes;
        return Convert.ToBase64String(source);
    }
}
