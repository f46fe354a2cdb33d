namespace RewardLab.Studies.Database;

/// <summary>All that a study holds at one moment.</summary>
/// <param name="Plan">How it is made.</param>
/// <param name="Items">What is asked, by number.</param>
/// <param name="Annotators">Who answers, by number.</param>
/// <param name="Answers">Every answer that was ever given, in order: later ones of the same annotator to the same question supersede earlier ones.</param>
public sealed record StudyContent(StudyPlan Plan, IReadOnlyList<StudyItem> Items, IReadOnlyList<StudyAnnotator> Annotators, IReadOnlyList<StudyAnswer> Answers)
{
    /// <summary>The last answer of each annotator to each question, in the order of annotators, items and questions.</summary>
    public IReadOnlyList<StudyAnswer> Latest { get; } =
    [
        .. Answers.GroupBy(answer => (answer.Answer.Annotator, answer.Answer.Item, answer.Answer.Question))
            .OrderBy(group => group.Key)
            .Select(group => group.MaxBy(answer => answer.Id)!),
    ];

    /// <summary>Reads a study, also while another process serves it.</summary>
    /// <param name="path">The study's file.</param>
    /// <exception cref="Abstractions.RewardLabException">There is none, or it is damaged.</exception>
    public static StudyContent Read(string path)
    {
        using var database = StudyDatabase.Open(path);
        return database.Read();
    }
}
