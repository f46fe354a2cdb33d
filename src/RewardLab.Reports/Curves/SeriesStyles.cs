using RewardLab.Runs.Monitoring;

namespace RewardLab.Reports.Curves;

/// <summary>Gives each training of a page, a series of one of its runs, one style in all charts, whichever other curves a chart has.</summary>
/// <remarks>Where no run has more than one series, each run has a colour. Otherwise each name has a colour, the same in every run, and dashes and marks tell
/// the runs apart. What has come first keeps its colour when more comes.</remarks>
internal sealed class SeriesStyles
{
    private readonly string[] _names;
    private readonly int _runCount;

    private SeriesStyles(string[] names, int runCount, bool isByRun) => (_names, _runCount, IsByRun) = (names, runCount, isByRun);

    /// <summary>Whether each run has a colour; otherwise each name has.</summary>
    public bool IsByRun { get; }

    /// <summary>The styles of runs as far as their events have been read.</summary>
    /// <param name="runs">The runs, in the order of the page.</param>
    public static SeriesStyles Create(IEnumerable<RunMonitor> runs)
    {
        string[][] names =
        [
            .. runs.Select(run => run.Curves(_ => true).Where(curve => curve.Points.Length > 1).Select(curve => curve.Key.Series)
                .Distinct(StringComparer.Ordinal).ToArray()),
        ];
        var isByRun = names.All(own => own.Count(name => name.Length > 0) <= 1);

        // The first names of all runs, then the second ones: a run that continues does not take the colours of another's.
        var ordered = names.SelectMany(own => own.Index()).OrderBy(name => name.Index).Select(name => name.Item).Distinct(StringComparer.Ordinal);
        return new SeriesStyles([.. ordered], names.Length, isByRun);
    }

    /// <summary>The style of a training.</summary>
    /// <param name="run">Its run's place on the page, from 0.</param>
    /// <param name="series">Its name in the run.</param>
    public SeriesStyle StyleOf(int run, string series)
    {
        if (IsByRun)
        {
            return StyleOfRun(run);
        }

        var place = Math.Max(0, Array.IndexOf(_names, series));
        return SeriesStyle.From(place, run + (_runCount * (place / SeriesStyle.InkCount)));
    }

    /// <summary>The style of a run as a whole, which has a colour of its own where its curves do.</summary>
    /// <param name="run">Its place on the page, from 0.</param>
    public static SeriesStyle StyleOfRun(int run) => SeriesStyle.From(run, run / SeriesStyle.InkCount);
}
