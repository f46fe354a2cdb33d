namespace RewardLab.Studies.Sources;

/// <summary>What an import has done.</summary>
/// <param name="NewCount">Answers that were new.</param>
/// <param name="KnownCount">Answers that the study had already.</param>
/// <param name="OlderCount">Answers that were left out, because the same annotator has answered the same question since.</param>
/// <param name="Annotators">Names of those whose answers were new.</param>
public sealed record StudyImportResult(int NewCount, int KnownCount, int OlderCount, IReadOnlyList<string> Annotators)
{
    /// <summary>Comments that were new; another study's file alone has comments.</summary>
    public int CommentCount { get; init; }

    /// <summary>Decisions of a coordinator's page that were new; another study's file alone has decisions.</summary>
    public int DecisionCount { get; init; }
}
