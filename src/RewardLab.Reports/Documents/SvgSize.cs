using System.Globalization;
using System.Xml;

namespace RewardLab.Reports.Documents;

/// <summary>Width and height of an SVG, in pixels of CSS.</summary>
internal static class SvgSize
{
    private static readonly XmlReaderSettings Safe = new() { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };

    /// <summary>Reads them off the root element; null where it does not say them in whole pixels.</summary>
    public static (int Width, int Height)? Read(byte[] file)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(file), Safe);
            return reader.MoveToContent() == XmlNodeType.Element
                && int.TryParse(reader.GetAttribute("width"), NumberStyles.None, CultureInfo.InvariantCulture, out var width)
                && int.TryParse(reader.GetAttribute("height"), NumberStyles.None, CultureInfo.InvariantCulture, out var height)
                    ? (width, height)
                    : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
