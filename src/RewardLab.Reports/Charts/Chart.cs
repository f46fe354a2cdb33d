namespace RewardLab.Reports.Charts;

/// <summary>An image of numbers. The same chart gives the same bytes, on machines with fonts and without.</summary>
/// <param name="Title">The words above it; may be empty.</param>
public abstract record Chart(string Title)
{
    /// <summary>Pixels of the PNG for each unit of the chart's size, as sharp screens want it.</summary>
    public const int PixelRatio = 2;

    /// <summary>The words below the horizontal axis. Default: none.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>The words beside the vertical axis. Default: none.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>What the chart shows, in a sentence or two, for those who do not see it.</summary>
    public abstract string Describe();

    /// <summary>The chart with a style for each of its lines that belongs to what the line shows, so that it has the same in every chart; a chart without lines
    /// as it is.</summary>
    /// <param name="numberOf">Gives the number of a style, from 0, to the name of what a line shows.</param>
    public virtual Chart WithStyles(Func<string, int> numberOf) => this;

    /// <summary>Draws it as PNG, <see cref="PixelRatio"/> pixels for each unit of its size.</summary>
    /// <exception cref="Abstractions.RewardLabException">Its parts do not fit together, such as a row of another length.</exception>
    public void WritePng(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ChartFile.WritePng(stream, this);
    }

    /// <summary>Draws it as SVG: text stays text, and no font or file beside it is needed.</summary>
    /// <exception cref="Abstractions.RewardLabException">Its parts do not fit together, such as a row of another length.</exception>
    public void WriteSvg(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ChartFile.WriteSvg(stream, this);
    }
}
