using System.Xml.Linq;
using RewardLab.Abstractions;
using RewardLab.Reports.Charts;
using RewardLab.Runs.Images;

namespace RewardLab.Reports.Tests.Charts;

/// <summary>A chart in both of its forms.</summary>
internal sealed class RenderedChart
{
    public RenderedChart(Chart chart)
    {
        Png = Bytes(chart.WritePng);
        Svg = Bytes(chart.WriteSvg);
        Image = ImageFiles.Read(new MemoryStream(Png), "chart");
        Xml = XDocument.Parse(System.Text.Encoding.UTF8.GetString(Svg));
    }

    public byte[] Png { get; }

    public byte[] Svg { get; }

    public ImageBatch Image { get; }

    public XDocument Xml { get; }

    /// <summary>The words in the SVG, spaced as it may have spaced them.</summary>
    public IReadOnlyList<string> Words => [.. Xml.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];

    /// <summary>The pixel of the PNG at a place in the chart's own units.</summary>
    public (int Red, int Green, int Blue) At(double x, double y)
    {
        var pixel = Image[0].Slice((((int)(y * ChartFile.Scale) * Image.Width) + (int)(x * ChartFile.Scale)) * 3, 3);
        return (pixel[0], pixel[1], pixel[2]);
    }

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
