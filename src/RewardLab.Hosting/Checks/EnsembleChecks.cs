using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Components.Guards;

namespace RewardLab.Hosting.Checks;

/// <summary>Checks an ensemble: one value for each column, of that column alone, whatever the order of its members.</summary>
internal sealed class EnsembleChecks(IEnsemble ensemble, ComponentDescription component, CheckSession session)
{
    private const int MaxMembers = 4;
    private const int ColumnCount = 6;
    private const int ThreadCount = 4;
    private const double RoundingTolerance = 1e-9;
    private const double MaxLogOdds = 40;
    private readonly Dictionary<int, double[]> _combined = [];

    /// <summary>Makes the checks.</summary>
    public void Run()
    {
        if (!session.Check("shape", Shape))
        {
            session.SkipTheRest("it combines nothing");
        }

        session.Check("finite", Finite);
        session.Check("same twice", () => All((rows, combined) => ensemble.Combine(rows).AsSpan().SequenceEqual(combined)
            ? "the same rows have the same values, bit for bit"
            : throw new CheckFailure($"{rows.Length} rows are combined differently the second time")));
        session.Check("columns", Columns);
        session.Check("order of members", OrderOfMembers);
        session.Check("threads", Threads);
        session.Check("log-odds", LogOdds);
    }

    // Shares of 0 to 1, as rewards give them after normalisation, [members, columns].
    private static double[][] Rows(int members) =>
        [.. Enumerable.Range(0, members).Select(member =>
        {
            var stream = SeedStream.Create((ulong)member, "made-up scores");
            return Enumerable.Range(0, ColumnCount).Select(column => (stream[column] >> 11) / (double)(1UL << 53)).ToArray();
        })];

    private string Shape()
    {
        List<string> refusals = [];
        for (var members = 1; members <= MaxMembers; members++)
        {
            try
            {
                var combined = ensemble.Combine(Rows(members));
                _combined[members] = combined.Length == ColumnCount
                    ? combined
                    : throw new CheckFailure($"{combined.Length} values for {members} rows of {ColumnCount}");
            }
            catch (RewardLabException exception) when (exception is not ComponentFaultException)
            {
                refusals.Add($"it refuses {members}: {exception.Message}");
            }
        }

        return _combined.Count == 0
            ? throw new CheckFailure(refusals[0])
            : string.Join("; ", refusals.Prepend($"{ColumnCount} values for {string.Join(", ", _combined.Keys)} rows of {ColumnCount}"));
    }

    private string Finite()
    {
        var members = _combined.Keys.Max();
        (string What, double[][] Rows)[] trials =
        [
            ("made-up shares", Rows(members)),
            ("members that are alike", Repeat(0.25, 0.5)),
            ("shares of 0 and 1", Repeat(0, 1)),
            ("scores that are no shares", Repeat(-3.5, 120, -1e6, 1e-12)),
        ];
        List<string> refusals = [];
        foreach (var (what, rows) in trials)
        {
            try
            {
                if (ensemble.Combine(rows).Any(value => !double.IsFinite(value)))
                {
                    throw new CheckFailure($"{what} are combined to a value that is not finite");
                }
            }
            catch (RewardLabException exception) when (exception is not ComponentFaultException)
            {
                refusals.Add($"; it refuses {what}: {exception.Message}");
            }
        }

        return refusals.Count == trials.Length
            ? throw new CheckFailure(refusals[0].TrimStart(';', ' '))
            : $"{string.Join(", ", trials.Select(trial => trial.What))}{string.Concat(refusals)}";

        double[][] Repeat(params double[] row) => [.. Enumerable.Range(0, members).Select(_ => row.AsSpan().ToArray())];
    }

    private string Columns() => All((rows, combined) =>
    {
        for (var column = 0; column < ColumnCount; column++)
        {
            var alone = ensemble.Combine([.. rows.Select(row => new[] { row[column] })])[0];
            if (!IsClose(alone, combined[column]))
            {
                throw new CheckFailure(
                    $"column {column + 1} of {rows.Length} rows is {CheckSession.Text(alone)} alone and {CheckSession.Text(combined[column])} with others");
            }
        }

        return "each value depends on its own column alone";
    });

    private string OrderOfMembers()
    {
        if (OptionsDescription.Create(component.OptionsType).FirstOrDefault(option => OptionTypes.ElementType(option.Type) is not null) is { } list)
        {
            throw CheckFailure.Skip($"its option '{list.Name}' is a list, which may tell its members apart");
        }

        return All((rows, combined) =>
        {
            for (var turn = 0; turn < rows.Length; turn++)
            {
                double[][] turned = [.. rows[turn..], .. rows[..turn]];
                if (!ensemble.Combine(turned).Zip(combined).All(pair => IsClose(pair.First, pair.Second)))
                {
                    throw new CheckFailure($"{rows.Length} members in another order are combined differently");
                }
            }

            return "members in another order are combined alike";
        });
    }

    private string Threads()
    {
        var rows = Rows(_combined.Keys.Max());
        var results = new double[ThreadCount][];
        Parallel.For(0, ThreadCount, new ParallelOptions { MaxDegreeOfParallelism = ThreadCount }, thread => results[thread] = ensemble.Combine(rows));
        return results.All(result => result.AsSpan().SequenceEqual(_combined[rows.Length]))
            ? $"{ThreadCount} threads at a time get the same values"
            : throw new CheckFailure($"{ThreadCount} threads at a time get other values than one: an ensemble keeps no state");
    }

    private string LogOdds()
    {
        if (ensemble is not ILogOddsEnsemble byLogOdds)
        {
            throw CheckFailure.Skip("it is no ILogOddsEnsemble: images whose shares round to 0 or 1 are ties");
        }

        double[] column = [-MaxLogOdds, -1, 0, 0, 2, MaxLogOdds];
        var scores = byLogOdds.CombineLogOdds([.. Enumerable.Repeat(column, _combined.Keys.Max())]);
        var keys = scores.OrderKeys ?? throw new CheckFailure("it gives no keys");
        return keys.Length == column.Length && scores.Values.Length == column.Length && keys.All(key => !double.IsNaN(key)) && keys[2].Equals(keys[3])
            ? string.Create(CultureInfo.InvariantCulture, $"{keys.Length} keys, the same for images that are alike")
            : throw new CheckFailure("its keys are not as many as images, or differ for images that are alike");
    }

    private string All(Func<double[][], double[], string> check) =>
        _combined.Select(entry => check(Rows(entry.Key), entry.Value)).ToArray()[^1];

    private static bool IsClose(double a, double b) => Math.Abs(a - b) <= RoundingTolerance * Math.Max(1, Math.Abs(a));
}
