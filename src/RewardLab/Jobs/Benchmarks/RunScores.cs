using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;

namespace RewardLab.Jobs.Benchmarks;

/// <summary>The scores that a run has given its own images:
/// what it optimised or measured is compared with what people say of them, without scoring again.</summary>
internal static class RunScores
{
    private const string GroundTruth = "truth";

    /// <summary>Whether a folder is a run's that keeps scores.</summary>
    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, RunRecord.FileName)) && RunFiles.ScoreTables(folder).Count > 0;

    /// <summary>Reads them: a reward for each table, and the ground truth where it is known.</summary>
    /// <exception cref="RewardLabException">A table is damaged, or has no score.</exception>
    public static BenchmarkScores Read(string folder)
    {
        var tables = RunFiles.ScoreTables(folder).Select(ScoreTable.ReadCsv).ToArray();
        var rewards = tables.SelectMany(table => table.Columns.Where(column => column.Heading.Role != ScoreRole.GroundTruth)
            .Select(column => (Name: NameOf(table, column), Table: table, Column: column)));
        var groundTruths = tables.SelectMany(table => table.Columns.Where(column => column.Heading.Role == ScoreRole.GroundTruth)
            .Select(column => (Name: GroundTruth, Table: table, Column: column)));
        var columns = rewards.Concat(groundTruths.Take(1)).ToArray();
        if (columns.Length == 0)
        {
            throw new RewardLabException($"'{folder}' has no scores. Name a reward with --reward ID.");
        }

        var found = new Dictionary<(string Prompt, string Image), double[]>();
        foreach (var (index, (_, table, column)) in columns.Index())
        {
            for (var row = 0; row < table.Images.Count; row++)
            {
                var key = (table.Prompts[row], table.Images[row]);
                if (!found.TryGetValue(key, out var scores))
                {
                    found.Add(key, scores = Enumerable.Repeat(double.NaN, columns.Length).ToArray());
                }

                scores[index] = column.Ranking[row];
            }
        }

        var all = new BenchmarkScores([.. columns.Select(column => column.Name)]);
        foreach (var ((prompt, image), scores) in found.Where(entry => entry.Value.All(double.IsFinite)))
        {
            all.Add(prompt, image, scores);
        }

        return all;
    }

    // A table is named after its reward, whatever its file is called.
    private static string NameOf(ScoreTable table, ScoreColumn column) =>
        column.Heading.Role == ScoreRole.Reward && table.Columns.Count(other => other.Heading.Role == ScoreRole.Reward) == 1
            ? table.Reward
            : $"{table.Reward} {column.Heading.Text}";
}
