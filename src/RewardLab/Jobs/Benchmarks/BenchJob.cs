using RewardLab.Abstractions;
using RewardLab.Hosting.Text;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using RewardLab.Studies.Benchmarks;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Jobs.Benchmarks;

/// <summary>One call of 'rewardlab bench': a summary of the labels, and how well rewards agree with them.</summary>
internal sealed class BenchJob(Session session, BenchRequest request, TorchRuntimeOptions torch)
{
    /// <summary>Measures, and prints tables.</summary>
    /// <exception cref="RewardLabException">Whatever the user can do something about.</exception>
    public void Execute(CancellationToken cancellationToken)
    {
        var sources = Chosen(BenchmarkFolder.Open(request.Data, request.Images));
        var sets = sources.Select(source => source.Set).ToArray();
        var isScoring = request.Scoring.Rewards.Count > 0 || request.Scoring.ModelFolder is not null;
        var isOwn = request.Scores is null && !isScoring && RunScores.IsRun(request.Data);
        var scores = request.Scores is { } file ? BenchmarkScores.Read(file)
            : isScoring ? new BenchScoring(session, request, torch).Score(sources, cancellationToken)
            : isOwn ? RunScores.Read(request.Data)
            : null;
        IEnumerable<ResultTable> tables = LabelTables.Create(sets);
        tables = scores is null ? tables : tables.Concat(BenchReport.Create(sets, scores, request, isRanked: isOwn).Select(Noted));
        BenchOutput.Write(session, tables, request.Csv, request.IsJson, cancellationToken);
        if (isScoring && request.Scoring.Rewards is [var first, ..])
        {
            var images = request.Images is { } folder ? $" --images {ShellWord.Quote(folder)}" : "";
            session.Screen.Status.WriteLine(
                $"What moves {first} that should not? rewardlab xray {ShellWord.Quote(first)} --data {ShellWord.Quote(request.Data)}{images} --html card.html");
        }
    }

    // Which TextNorm it was belongs to every table that has one.
    private ResultTable Noted(ResultTable table) => request.Scores is null && request.Scoring.TextNormNote is { } note
        ? new ResultTable(table.Title, table.Columns, table.Rows) { Footnotes = [.. table.Footnotes, note] }
        : table;

    private IReadOnlyList<BenchmarkSource> Chosen(IReadOnlyList<BenchmarkSource> sources)
    {
        string[] names = [.. sources.Select(source => source.Set.Name)];
        return request.Sets.FirstOrDefault(set => !names.Contains(set, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? throw new RewardLabException($"'{request.Data}' has no split '{unknown}'. {NearestName.Advice(unknown, names)}")
            : [.. sources.Where(source => request.Sets.Count == 0 || request.Sets.Contains(source.Set.Name, StringComparer.OrdinalIgnoreCase))];
    }
}
