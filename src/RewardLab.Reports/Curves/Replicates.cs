using System.Globalization;
using System.Text.RegularExpressions;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Curves;

/// <summary>Finds trainings that differ by their seed alone, so that a page can show their mean with a band.</summary>
/// <remarks>Runs are replicates where recipe and parameters are the same and the root seed is not. Within a run trainings are, where a parameter of the recipe
/// says that there are several seeds, such as "trainingSeeds: 3", and their names differ by the number at their end alone, as "ddpo-clip-1" and "ddpo-clip-2".
/// </remarks>
internal sealed partial class Replicates
{
    private readonly Dictionary<(int Run, string Series), string> _groups = [];

    private Replicates()
    {
    }

    /// <summary>Finds those of some runs.</summary>
    /// <param name="runs">What the page calls each run, and its events.</param>
    public static Replicates Create(IReadOnlyList<(string Label, RunMonitor Monitor)> runs)
    {
        var found = new Replicates();
        var trainings = runs.SelectMany((run, index) => run.Monitor.Keys.Select(key => key.Series).Distinct(StringComparer.Ordinal)
            .Select(series => (Run: index, Series: series, Record: run.Monitor.Run.Record)));
        var groups = trainings.Where(training => training.Record is not null)
            .GroupBy(training => (Settings: SettingsOf(training.Record!), Stem: StemOf(training.Series, training.Record!)))
            .Where(group => group.Select(training => (training.Series, training.Record!.Seed)).Distinct().Skip(1).Any());
        foreach (var group in groups)
        {
            var name = group.Key.Stem.Length > 0 ? group.Key.Stem : group.First().Record!.Recipe.Name;
            for (var number = 2; found._groups.ContainsValue(name); number++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{group.Key.Stem} ({number})");
            }

            foreach (var (run, series, _) in group)
            {
                found._groups[(run, series)] = name;
            }
        }

        return found;
    }

    /// <summary>What a training and its replicates are together; empty for one that has none.</summary>
    /// <param name="run">The run's place on the page, from 0.</param>
    /// <param name="series">The training's name in the run.</param>
    public string GroupOf(int run, string series) => _groups.GetValueOrDefault((run, series), "");

    private static string SettingsOf(RunRecord record) => string.Join('\n', record.Parameters.Where(parameter => !IsSeed(parameter.Key))
        .OrderBy(parameter => parameter.Key, StringComparer.Ordinal).Select(parameter => $"{parameter.Key}={ParameterText.Format(parameter.Value)}")
        .Prepend(record.Recipe.Name));

    private static string StemOf(string series, RunRecord record)
    {
        var isReplicated = record.Parameters.Any(parameter => parameter.Key.EndsWith("Seeds", StringComparison.OrdinalIgnoreCase)
            && double.TryParse(ParameterText.Format(parameter.Value), CultureInfo.InvariantCulture, out var count) && count > 1);
        return isReplicated ? Seeded().Replace(series, "${name}") : series;
    }

    private static bool IsSeed(string parameter) => parameter.EndsWith("seed", StringComparison.OrdinalIgnoreCase);

    // Of a sweep's name, "NAME-1/beta-0.5", what is before the slash alone: the number behind it is no seed.
    [GeneratedRegex("^(?<name>[^/]*)-[0-9]+(?=/|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Seeded();
}
