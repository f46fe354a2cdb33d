namespace RewardLab.Studies.Database;

/// <summary>All that a study holds at one moment.</summary>
/// <param name="Plan">How it is made.</param>
/// <param name="Items">What is asked, by number.</param>
/// <param name="Annotators">Who answers, by number.</param>
/// <param name="Answers">Every answer that was ever given, in order: later ones of the same annotator to the same question supersede earlier ones.</param>
public sealed record StudyContent(StudyPlan Plan, IReadOnlyList<StudyItem> Items, IReadOnlyList<StudyAnnotator> Annotators, IReadOnlyList<StudyAnswer> Answers)
{
    /// <summary>What was changed since the study began, in order; its beginning comes first.</summary>
    public IReadOnlyList<StudyChange> Changes { get; init; } = [];

    /// <summary>Every comment that was ever written, in order; later ones of the same annotator on the same item replace earlier ones.</summary>
    public IReadOnlyList<StudyComment> Comments { get; init; } = [];

    /// <summary>Every decision that was ever made, in order; the last one on a question of an item counts.</summary>
    public IReadOnlyList<StudyAdjudication> Adjudications { get; init; } = [];

    /// <summary>The comments that stand, in the order of items and annotators.</summary>
    public IEnumerable<StudyComment> LatestComments => Comments.GroupBy(kept => (kept.Comment.Item, kept.Comment.Annotator))
        .OrderBy(group => group.Key)
        .Select(group => group.MaxBy(kept => kept.Id)!)
        .Where(kept => kept.Comment.Text.Length > 0);

    /// <summary>The decisions that stand, in the order of items and questions.</summary>
    public IEnumerable<StudyAdjudication> LatestAdjudications => Adjudications.GroupBy(kept => (kept.Decision.Item, kept.Decision.Question))
        .OrderBy(group => group.Key)
        .Select(group => group.MaxBy(kept => kept.Id)!)
        .Where(kept => kept.Decision.Value is not null);

    /// <summary>The address at which it was last served, such as "http://127.0.0.1:4747"; null where it never was.</summary>
    public string? Address { get; init; }

    /// <summary>The token of the link that asks for a name; null where there was none yet.</summary>
    public string? SessionToken { get; init; }

    /// <summary>The annotators who are people.</summary>
    public IReadOnlyList<StudyAnnotator> People { get; } = [.. Annotators.Where(annotator => !annotator.IsReward)];

    /// <summary>The annotators that are rewards.</summary>
    public IReadOnlyList<StudyAnnotator> RewardAnnotators { get; } = [.. Annotators.Where(annotator => annotator.IsReward)];

    /// <summary>The last answer of each person to each question, in the order of annotators, items and questions.</summary>
    public IReadOnlyList<StudyAnswer> Latest { get; } = LatestOf(Annotators, Answers, areRewards: false);

    /// <summary>The same of reward annotators.</summary>
    public IReadOnlyList<StudyAnswer> LatestOfRewards { get; } = LatestOf(Annotators, Answers, areRewards: true);

    /// <summary>How many answers people gave, changed ones included.</summary>
    public int AnswerCountOfPeople => Answers.Count(answer => !IsReward(answer.Answer.Annotator));

    /// <summary>Whether an annotator is a reward.</summary>
    public bool IsReward(int annotator) => RewardAnnotators.Any(reward => reward.Id == annotator);

    /// <summary>Reads a study, also while another process serves it, and where its folder cannot be written.</summary>
    /// <param name="path">The study's file.</param>
    /// <exception cref="Abstractions.RewardLabException">There is none, or it is damaged.</exception>
    public static StudyContent Read(string path) => StudyReading.Read(path);

    private static StudyAnswer[] LatestOf(IReadOnlyList<StudyAnnotator> annotators, IReadOnlyList<StudyAnswer> answers, bool areRewards)
    {
        var among = annotators.Where(annotator => annotator.IsReward == areRewards).Select(annotator => annotator.Id).ToHashSet();
        return
        [
            .. answers.Where(answer => among.Contains(answer.Answer.Annotator))
                .GroupBy(answer => (answer.Answer.Annotator, answer.Answer.Item, answer.Answer.Question))
                .OrderBy(group => group.Key)
                .Select(group => group.MaxBy(answer => answer.Id)!),
        ];
    }
}
