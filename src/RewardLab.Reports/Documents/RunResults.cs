using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Reports.Charts;
using RewardLab.Runs.Files;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Documents;

/// <summary>What a run found, for programs: its report's parts, tables and heat maps as numbers, in the file results.json beside the report.</summary>
public sealed record RunResults
{
    /// <summary>The file's name in the run's folder.</summary>
    public const string FileName = "results.json";

    private const long MaxBytes = 256L << 20;

    /// <summary>The tables, in the report's order.</summary>
    public IReadOnlyList<ResultTable> Tables { get; init; } = [];

    /// <summary>The heat maps, in the report's order.</summary>
    public IReadOnlyList<HeatMapChart> HeatMaps { get; init; } = [];

    /// <summary>The parts of the report, in order; of a run of the first version its tables.</summary>
    public IReadOnlyList<ReportItem> Items { get; init; } = [];

    /// <summary>Those of a report.</summary>
    public static RunResults From(IReadOnlyList<ReportItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new RunResults
        {
            Tables = [.. items.OfType<ReportTable>().Select(item => item.Table)],
            HeatMaps = [.. items.OfType<ReportFigure>().Select(figure => figure.HeatMap).OfType<HeatMapChart>()],
            Items = items,
        };
    }

    /// <summary>Whether a run has any: it has ended then.</summary>
    /// <param name="runFolder">The run's folder.</param>
    public static bool Exist(string runFolder) => File.Exists(Path.Combine(runFolder, FileName));

    /// <summary>Reads a run's; none where it has no such file yet.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <exception cref="RewardLabException">The file is damaged.</exception>
    public static RunResults Read(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        var path = Path.Combine(runFolder, FileName);
        try
        {
            if (!File.Exists(path))
            {
                return new RunResults();
            }

            return new FileInfo(path).Length > MaxBytes
                ? throw new RewardLabException($"{path}: more than {MaxBytes >> 20} MB are too many for a run's results.")
                : RunResultsJson.Read(TextFile.Read(path));
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException
            or FormatException or IndexOutOfRangeException)
        {
            throw new RewardLabException($"{path}: damaged: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>Writes them as JSON.</summary>
    public void Write(Stream stream) => RunResultsJson.Write(stream, this);
}
