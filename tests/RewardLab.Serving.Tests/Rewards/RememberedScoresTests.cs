using RewardLab.Serving.Dialects;
using RewardLab.Serving.Rewards;

namespace RewardLab.Serving.Tests.Rewards;

public sealed class RememberedScoresTests
{
    [Fact]
    public void Add_OfMoreRequestsThanAllowed_ForgetsTheOneNotUsedSince()
    {
        var remembered = new RememberedScores(capacity: 2);
        remembered.Add("a", Answer(1));
        remembered.Add("b", Answer(1));
        remembered.Find("a").ShouldNotBeNull();
        remembered.Add("c", Answer(1));
        Known(remembered, "a", "b", "c").ShouldBe("a c");
    }

    [Fact]
    public void Add_OfMoreScoresThanAllowed_ForgetsUntilThereIsRoom()
    {
        var remembered = new RememberedScores(capacity: 100, maxValues: 10);
        remembered.Add("a", Answer(4));
        remembered.Add("b", Answer(4));
        remembered.Add("c", Answer(8));
        Known(remembered, "a", "b", "c").ShouldBe("c");
        remembered.Add("d", Answer(2));
        Known(remembered, "c", "d").ShouldBe("c d");
        remembered.Add("larger than all", Answer(11));
        Known(remembered, "c", "d", "larger than all").ShouldBe("c d");
    }

    [Fact]
    public void Add_OfScoresWithDetails_CountsThemAndContrastivePrompts()
    {
        // A score, its detail, two contrastive prompts and a member.
        var detail = new ScoreDetail("r", 1) { ContrastivePrompts = ["b", "c"], Members = [new ScoreDetail("m", 1)] };
        IReadOnlyList<IReadOnlyList<EntryScores>> answer = [[new EntryScores { Reward = "r", Scores = [1], Details = [detail] }]];
        var remembered = new RememberedScores(capacity: 100, maxValues: 5);
        remembered.Add("a", answer);
        Known(remembered, "a").ShouldBe("a");
        remembered.Add("b", Answer(1));
        Known(remembered, "a", "b").ShouldBe("b");
    }

    private static IReadOnlyList<IReadOnlyList<EntryScores>> Answer(int scores) => [[new EntryScores { Reward = "r", Scores = new double[scores] }]];

    private static string Known(RememberedScores remembered, params string[] keys) => string.Join(' ', keys.Where(key => remembered.Find(key) is not null));
}
