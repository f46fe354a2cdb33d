using RewardLab.Abstractions;
using RewardLab.Evaluation.Comparisons;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>What a study of comparisons has found.</summary>
public sealed class StudyComparisons
{
    /// <summary>The file of a study of comparisons, in the folder of the first model's images.</summary>
    public const string FileName = "judgements.db";

    private readonly Dictionary<StudyQuestion, IReadOnlyList<(StudyItem Item, int Annotators, SetOutcome Outcome)>> _majorities;
    private readonly string[] _prompts;

    /// <summary>Reads the answers of people.</summary>
    /// <param name="content">A study of comparisons.</param>
    /// <exception cref="RewardLabException">It asks something else.</exception>
    public StudyComparisons(StudyContent content)
        : this(content, rewardAnnotator: null)
    {
    }

    /// <summary>Reads the answers of people, or of one reward annotator.</summary>
    /// <param name="content">A study of comparisons.</param>
    /// <param name="rewardAnnotator">The reward annotator; null for people.</param>
    /// <exception cref="RewardLabException">It asks something else.</exception>
    public StudyComparisons(StudyContent content, StudyAnnotator? rewardAnnotator)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Plan.Kind != StudyKind.Comparisons)
        {
            throw new RewardLabException("The study is one of labels and has no comparisons.");
        }

        _prompts = [.. content.Items.Select(item => item.Prompt).Distinct(StringComparer.Ordinal)];
        var pairs = content.Items.Select(item => (First: item.FirstModel, Second: item.SecondModel)).Distinct().ToArray();

        // Items are in a random order, but the first named is always the first of its pairs.
        Models =
        [
            .. pairs.SelectMany(pair => new[] { pair.First, pair.Second })
                .Distinct(StringComparer.Ordinal)
                .OrderByDescending(model => pairs.Count(pair => pair.First == model))
                .ThenBy(model => model, StringComparer.Ordinal),
        ];
        var places = Models.Index().ToDictionary(model => model.Item, model => model.Index, StringComparer.Ordinal);
        Pairs = [.. pairs.OrderBy(pair => (places[pair.First], places[pair.Second]))];
        _majorities = content.Plan.Questions.ToDictionary(question => question, question => MajoritiesOf(content, rewardAnnotator, question));
    }

    /// <summary>The models, in the order in which they were named.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Pairs of models that were compared, the first named first.</summary>
    public IReadOnlyList<(string First, string Second)> Pairs { get; }

    /// <summary>What the annotators of each set say together, of the sets that anyone has answered: see <see cref="SetMajority"/>.</summary>
    /// <param name="question">Alignment or quality.</param>
    /// <returns>The item, how many have answered, and the outcome for its first model.</returns>
    public IReadOnlyList<(StudyItem Item, int Annotators, SetOutcome Outcome)> Majorities(StudyQuestion question) => _majorities[question];

    /// <summary>The comparisons of two models, as their majorities; none where nobody has answered.</summary>
    public IReadOnlyList<SetComparison> From(string first, string second, StudyQuestion question) =>
        [.. Majorities(question).Where(set => set.Item.FirstModel == first && set.Item.SecondModel == second).Select(set => Comparison(set.Item, set.Outcome))];

    /// <summary>All comparisons, for a ranking; models by their place in <see cref="Models"/>.</summary>
    public IReadOnlyList<Contest> Contests(StudyQuestion question)
    {
        var places = Models.Index().ToDictionary(model => model.Item, model => model.Index, StringComparer.Ordinal);
        return
        [
            .. Majorities(question).Select(set => new Contest(places[set.Item.FirstModel], places[set.Item.SecondModel], Comparison(set.Item, set.Outcome))),
        ];
    }

    private static IReadOnlyList<(StudyItem Item, int Annotators, SetOutcome Outcome)> MajoritiesOf(
        StudyContent content, StudyAnnotator? rewardAnnotator, StudyQuestion question)
    {
        var answers = rewardAnnotator is null ? content.Latest : content.LatestOfRewards.Where(kept => kept.Answer.Annotator == rewardAnnotator.Id);
        var outcomes = answers.Where(kept => kept.Answer.Question == question).ToLookup(kept => kept.Answer.Item, kept => kept.Answer.Value switch
        {
            > 0 => SetOutcome.Win,
            0 => SetOutcome.Tie,
            _ => SetOutcome.Loss,
        });
        return
        [
            .. content.Items.Where(item => outcomes.Contains(item.Id))
                .Select(item => (item, outcomes[item.Id].Count(), SetMajority.Compute([.. outcomes[item.Id]]))),
        ];
    }

    private SetComparison Comparison(StudyItem item, SetOutcome outcome) => new(0, Array.IndexOf(_prompts, item.Prompt), item.Set, outcome);
}
