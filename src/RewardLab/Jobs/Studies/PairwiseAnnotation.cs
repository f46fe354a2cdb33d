using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;

namespace RewardLab.Jobs.Studies;

/// <summary>Comparisons by pairwise judges: image by image, in both orders; how often the order decided is reported with the study.</summary>
/// <param name="study">The study.</param>
internal sealed class PairwiseAnnotation(Study study)
{
    private static readonly string[] Header =
        ["annotator", "question", "item", "prompt", "first_model", "second_model", "first", "second", "shown_first", "shown_second", "preference"];

    private readonly List<Row> _rows = [];

    /// <summary>Compares the images of two groups, the first with the first and so on.</summary>
    /// <param name="judge">The judge.</param>
    /// <param name="annotator">What it is called in the study.</param>
    /// <param name="question">Alignment or quality.</param>
    /// <param name="item">The two groups.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>By how much the first group is preferred, -1 to 1: twice the mean probability that its image is the better one, less 1.</returns>
    /// <exception cref="RewardLabException">An image cannot be read, groups are of different sizes, or the judge gives no answer.</exception>
    public double Compare(IPairwiseReward judge, string annotator, StudyQuestion question, StudyItem item, CancellationToken cancellationToken)
    {
        if (item.First.Count != item.Second.Count)
        {
            throw new RewardLabException(
                $"\"{OneLine.Short(item.Prompt)}\": the groups of {item.FirstModel} and {item.SecondModel} have {item.First.Count} and {item.Second.Count} "
                + $"images; {judge.Name} compares them pair by pair and needs groups of equal size.");
        }

        var reading = judge.ImageReading ?? ImageReading.Shown;
        ImagePair[] pairs =
        [
            .. item.First.Zip(item.Second, (first, second) => new ImagePair(
                ImageFiles.Read(first.Path, reading), ImageFiles.Read(second.Path, reading), item.Prompt)),
        ];
        var asked = question == StudyQuestion.Quality ? PairwiseQuestion.Quality : PairwiseQuestion.Alignment;
        var comparisons = judge.Compare(pairs, asked, cancellationToken);
        if (comparisons.Count != pairs.Length || comparisons.Any(comparison => !double.IsFinite(comparison.Preference)))
        {
            throw new RewardLabException(
                $"{judge.Name} returned {comparisons.Count} comparisons for {pairs.Length} pairs, or one that is no number. This is a bug in that reward.");
        }

        _rows.AddRange(comparisons.Select((comparison, i) => new Row(annotator, question, item, i, comparison)));
        return (2 * comparisons.Average(comparison => comparison.Preference)) - 1;
    }

    /// <summary>Adds the comparisons to the table beside the study, and notes in its history how often the order decided.</summary>
    /// <returns>The same for the user; nothing where nothing was compared.</returns>
    public IReadOnlyList<string> Keep()
    {
        if (_rows.Count == 0)
        {
            return [];
        }

        var path = Path.ChangeExtension(study.Path, ".pairwise.csv");
        var text = new StringBuilder(File.Exists(path) ? TextFile.Read(path) : CsvLine.Of(Header) + "\n");
        foreach (var row in _rows)
        {
            text.Append(CsvLine.Of(row.Fields)).Append('\n');
        }

        AtomicFileStream.WriteText(path, text.ToString());
        string[] effects = [.. _rows.GroupBy(row => (row.Annotator, row.Question)).Select(group => OrderEffect(group.Key, [.. group]))];
        foreach (var effect in effects)
        {
            study.Note(effect);
        }

        return [.. effects, $"Every comparison is in {path}"];
    }

    private static string OrderEffect((string Annotator, StudyQuestion Question) key, Row[] rows)
    {
        var changed = WilsonInterval.Compute(rows.Count(row => row.Comparison.DependsOnOrder), rows.Length);

        // Of both orders together: 0.5 for a judge that does not care what comes first.
        var firstPlace = rows.Average(row => (row.Comparison.ShownFirst + 1 - row.Comparison.ShownSecond) / 2);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{key.Annotator} on {key.Question.ToString().ToLowerInvariant()}: the order of two images changed the answer in "
            + $"{rows.Count(row => row.Comparison.DependsOnOrder)} of {rows.Length} pairs, {changed.Share:0.0%} (95% CI {changed.Lower:0.0%} to "
            + $"{changed.Upper:0.0%}); the image shown first was preferred with probability {firstPlace:0.000}");
    }

    private sealed record Row(string Annotator, StudyQuestion Question, StudyItem Item, int Index, PairwiseComparison Comparison)
    {
        public IEnumerable<string> Fields =>
        [
            Annotator,
            Question.ToString().ToLowerInvariant(),
            Item.Id.ToString(CultureInfo.InvariantCulture),
            Item.Prompt,
            Item.FirstModel,
            Item.SecondModel,
            Item.First[Index].NameBelowParent,
            Item.Second[Index].NameBelowParent,
            CsvLine.Number(Comparison.ShownFirst),
            CsvLine.Number(Comparison.ShownSecond),
            CsvLine.Number(Comparison.Preference),
        ];
    }
}
