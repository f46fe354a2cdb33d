using RewardLab.Evaluation.Agreement;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>Where a study stands: who is where, how fast, and on what people disagree.</summary>
public sealed class StudyOverview
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // A rate over less time would jump with each answer.
    private static readonly TimeSpan MinSpan = TimeSpan.FromMinutes(5);

    private readonly StudyContent _content;
    private readonly StudyItem[] _asked;

    /// <summary>Counts the answers.</summary>
    /// <param name="content">The study.</param>
    /// <param name="now">The present time.</param>
    public StudyOverview(StudyContent content, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(content);
        _content = content;
        _asked = [.. content.Items.Where(item => item is { Known: null, IsClosed: false })];
        var finished = content.Latest.GroupBy(kept => (kept.Answer.Annotator, kept.Answer.Item))
            .Where(group => group.Count() == content.Plan.Questions.Count)
            .Select(group => (group.Key.Annotator, group.Key.Item, At: group.Max(kept => kept.Saved)))
            .ToArray();
        var counts = finished.CountBy(entry => entry.Item).ToDictionary();
        StartedCount = _asked.Count(item => counts.ContainsKey(item.Id));
        CompletedCount = _asked.Count(item => counts.GetValueOrDefault(item.Id) >= content.Plan.AnnotatorsPerItem);
        Remaining = _asked.Sum(item => Math.Max(0, content.Plan.AnnotatorsPerItem - counts.GetValueOrDefault(item.Id)));
        DateTimeOffset[] recent = [.. finished.Select(entry => entry.At).Where(at => at > now - Hour)];
        PerHour = recent.Length == 0 ? 0 : recent.Length / Max(now - recent.Min(), MinSpan).TotalHours;
        Agreement = [.. content.Plan.Questions.Select(AgreementOn)];
        Annotators = AnnotatorsOf(finished, now);
        Reviews = ReviewsOf();
    }

    /// <summary>Items that are asked, without those that are closed or of known answer.</summary>
    public int ItemCount => _asked.Length;

    /// <summary>Items that someone has answered.</summary>
    public int StartedCount { get; }

    /// <summary>Items that as many people have answered as the study asks for.</summary>
    public int CompletedCount { get; }

    /// <summary>How often an item must still be answered by someone until all are completed.</summary>
    public int Remaining { get; }

    /// <summary>Items answered per hour by all people together, over the last hour.</summary>
    public double PerHour { get; }

    /// <summary>Agreement by question.</summary>
    public IReadOnlyList<QuestionAgreement> Agreement { get; }

    /// <summary>Everyone who has joined, in the order they came; reward annotators are not among them.</summary>
    public IReadOnlyList<AnnotatorOverview> Annotators { get; }

    /// <summary>Items that people disagree on, have commented on or that were decided; those with the most disagreement first.</summary>
    public IReadOnlyList<ItemReview> Reviews { get; }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private QuestionAgreement AgreementOn(StudyQuestion question)
    {
        var ids = _asked.Select(item => item.Id).ToHashSet();
        IReadOnlyList<int>[] ratings =
        [
            .. _content.Latest.Where(kept => kept.Answer.Question == question && ids.Contains(kept.Answer.Item))
                .GroupBy(kept => kept.Answer.Item)
                .Select(item => (IReadOnlyList<int>)[.. item.Select(kept => kept.Answer.Value)])
                .Where(item => item.Count >= 2),
        ];
        IReadOnlyList<int>[] whole = [.. ratings.Where(item => item.Count == _content.Plan.AnnotatorsPerItem)];
        return new QuestionAgreement(
            question,
            ratings.Length,
            AnnotatorAgreement.KrippendorffAlpha(ratings),
            whole.Length > 0 ? AnnotatorAgreement.FleissKappa(whole) : null,
            whole.Length);
    }

    private AnnotatorOverview[] AnnotatorsOf((int Annotator, long Item, DateTimeOffset At)[] finished, DateTimeOffset now)
    {
        var names = _content.People.ToDictionary(annotator => annotator.Id, annotator => annotator.Name);
        var known = _content.Items.Where(item => item.Known is not null)
            .ToDictionary(item => $"{item.Id}", item => (int)item.Known!.Value, StringComparer.Ordinal);
        var qualities = _content.Plan.Questions.ToDictionary(question => question, question => AnnotatorQuality.Compute(
            [
                .. _content.Latest.Where(kept => kept.Answer.Question == question).Select(kept => new AnnotatorAnswer<int>(
                    names[kept.Answer.Annotator], $"{kept.Answer.Item}", kept.Answer.Value, kept.Answer.TakenMilliseconds / 1000.0 ?? double.NaN)),
            ],
            known).ToDictionary(quality => quality.Annotator, StringComparer.Ordinal));
        var done = finished.ToLookup(entry => entry.Annotator);
        var last = _content.Answers.GroupBy(kept => kept.Answer.Annotator).ToDictionary(group => group.Key, group => group.Max(kept => kept.Saved));
        var comments = _content.LatestComments.CountBy(kept => kept.Comment.Annotator).ToDictionary();
        return
        [
            .. _content.People.Select(annotator => new AnnotatorOverview(
                annotator,
                done[annotator.Id].Count(),
                done[annotator.Id].Count(entry => entry.At > now - Hour),
                last.TryGetValue(annotator.Id, out var at) ? at : null,
                comments.GetValueOrDefault(annotator.Id),
                qualities.Where(entry => entry.Value.ContainsKey(annotator.Name)).ToDictionary(entry => entry.Key, entry => entry.Value[annotator.Name]))),
        ];
    }

    private ItemReview[] ReviewsOf()
    {
        var answers = _content.Latest.ToLookup(kept => kept.Answer.Item, kept => kept.Answer);
        var decisions = _content.Adjudications.ToLookup(kept => kept.Decision.Item);
        var comments = _content.LatestComments.ToLookup(kept => kept.Comment.Item);
        return
        [
            .. _content.Items
                .Select(item => new ItemReview(
                    item,
                    [.. answers[item.Id].OrderBy(answer => (answer.Question, answer.Annotator))],
                    item is { Known: null, IsClosed: false } ? DisagreementOf(answers[item.Id]) : 0,
                    [.. decisions[item.Id]],
                    [.. comments[item.Id]]))
                .Where(review => review.Disagreement > 0 || review.Decisions.Count > 0 || review.Comments.Count > 0)
                .OrderByDescending(review => review.Disagreement)
                .ThenBy(review => review.Item.Id),
        ];
    }

    private static double DisagreementOf(IEnumerable<NewAnswer> answers) => answers.GroupBy(answer => answer.Question)
        .Select(question => 1 - (question.CountBy(answer => answer.Value).Max(count => count.Value) / (double)question.Count()))
        .DefaultIfEmpty(0)
        .Max();
}
