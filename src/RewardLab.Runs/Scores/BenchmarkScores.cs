using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Files;
using RewardLab.Runs.Rows;

namespace RewardLab.Runs.Scores;

/// <summary>Scores of a benchmark's images, by reward, prompt and image.</summary>
/// <remarks>In a file: a table as <see cref="ScoreLayout"/> has it, which 'rewardlab score' writes too. Images are known by the end of
/// their path, so that a file may name them from another folder. What ranks by a file goes by its column "REWARD order" where it has one: what is kept here are
/// numbers to rank by.</remarks>
public sealed class BenchmarkScores
{
    // Those of other programs, and of the first version, among them.
    private static readonly string[] OtherColumns = [.. ScoreLayout.Descriptions, "caption", "image_path", "set"];

    private readonly Dictionary<(string Prompt, string Name), List<(string Image, double[] Scores)>> _scores = [];

    /// <summary>Creates a table without scores.</summary>
    /// <param name="rewards">The rewards, each once.</param>
    public BenchmarkScores(IReadOnlyList<string> rewards) => Rewards = rewards;

    /// <summary>Names of the rewards, one for each column.</summary>
    public IReadOnlyList<string> Rewards { get; }

    /// <summary>Reads a file of scores.</summary>
    /// <exception cref="RewardLabException">It cannot be read, names no reward, or a score is not a finite number; says where.</exception>
    public static BenchmarkScores Read(string path)
    {
        var rows = RowFile.Read(path);
        if (rows.Count == 0)
        {
            throw new RewardLabException($"{path}: has no score.");
        }

        string[] columns = [.. rows[0].Columns.Where(column => !OtherColumns.Contains(column, StringComparer.OrdinalIgnoreCase))];
        if (columns.Length == 0)
        {
            throw new RewardLabException($"{path}: names no reward. It needs one column per reward beside prompt and image.");
        }

        const string Inner = "scores.";
        const string Order = "order.";
        string[] orders =
        [
            .. columns.Where(column => column.StartsWith(Order, StringComparison.OrdinalIgnoreCase)
                || (column.EndsWith(ScoreLayout.OrderSuffix, StringComparison.Ordinal) && columns.Contains(column[..^ScoreLayout.OrderSuffix.Length]))),
        ];
        string Plain(string column) => ScoreHeading.Parse(column.StartsWith(Inner, StringComparison.OrdinalIgnoreCase) ? column[Inner.Length..] : column).Name;
        string Ranking(string column) => orders.FirstOrDefault(order => order == column + ScoreLayout.OrderSuffix || order == Order + Plain(column)) ?? column;
        columns = [.. columns.Except(orders, StringComparer.Ordinal)];
        var scores = new BenchmarkScores([.. columns.Select(Plain)]);
        foreach (var row in rows)
        {
            var (prompt, image) = (row.Required("prompt", "caption"), row.Required("image", "image_path"));
            scores.Add(
                prompt,
                image,
                [.. columns.Select(
                    column => row.Number(Ranking(column)) ?? throw row.Error($"prompt \"{prompt}\", image '{image}': there is no score of {column}"))]);
        }

        return scores;
    }

    /// <summary>Adds an image's scores, one of each reward.</summary>
    public void Add(string prompt, string image, double[] scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (!_scores.TryGetValue((prompt, NameOf(image)), out var entries))
        {
            _scores.Add((prompt, NameOf(image)), entries = []);
        }

        entries.Add((image.Replace('\\', '/'), scores));
    }

    /// <summary>An image's scores, one of each reward; null where there are none.</summary>
    /// <exception cref="RewardLabException">Several images could be meant.</exception>
    public IReadOnlyList<double>? Find(string prompt, string image)
    {
        if (!_scores.TryGetValue((prompt, NameOf(image)), out var entries))
        {
            return null;
        }

        var wanted = image.Replace('\\', '/');
        var exact = entries.FindAll(entry => entry.Image == wanted);
        var ending = exact.Count > 0
            ? exact
            : entries.FindAll(
                entry => entry.Image.EndsWith('/' + wanted, StringComparison.Ordinal) || wanted.EndsWith('/' + entry.Image, StringComparison.Ordinal));
        return (ending.Count > 0 ? ending : entries) switch
        {
            [var one] => one.Scores,
            var several => throw new RewardLabException(
                $"Prompt \"{prompt}\": '{image}' may be {several.Count} of the scored images, such as '{several[0].Image}' and '{several[1].Image}'; "
                + "give its folder, too."),
        };
    }

    /// <summary>Writes scores as CSV (RFC 4180, UTF-8, line feeds) as <see cref="ScoreLayout"/> has it; the file appears whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rewards">The rewards.</param>
    /// <param name="rows">The scores, one of each reward, with what orders them; a column that orders a reward's is written where its scores do not.</param>
    public static void Write(string path, IReadOnlyList<string> rewards, IReadOnlyList<(string Set, string Prompt, string Image, ScoredImage Scored)> rows)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(rows);
        string[] prompts = [.. rows.Select(row => row.Prompt)];
        (string Name, Func<ScoredImage, double> Of)[] columns =
        [
            .. rewards.SelectMany((reward, i) =>
            {
                double Score(ScoredImage scored) => scored.Scores![i];
                double Key(ScoredImage scored) => (scored.OrderKeys ?? scored.Scores!)[i];
                return ScoreText.NeedsOrder(prompts, [.. rows.Select(row => Score(row.Scored))], [.. rows.Select(row => Key(row.Scored))])
                    ? new (string, Func<ScoredImage, double>)[] { (reward, Score), (reward + ScoreLayout.OrderSuffix, Key) }
                    : [(reward, Score)];
            }),
        ];
        AtomicFileStream.Write(path, file =>
        {
            using var writer = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(CsvLine.Of([ScoreLayout.Image, ScoreLayout.Prompt, ScoreLayout.Split, .. columns.Select(column => column.Name)]));
            foreach (var (set, prompt, image, scored) in rows)
            {
                writer.WriteLine(CsvLine.Of([image, prompt, set, .. columns.Select(column => CsvLine.Number(column.Of(scored)))]));
            }
        });
    }

    // With or without extension and folder the same image.
    private static string NameOf(string image) => Path.GetFileNameWithoutExtension(image.Replace('\\', '/'));
}
