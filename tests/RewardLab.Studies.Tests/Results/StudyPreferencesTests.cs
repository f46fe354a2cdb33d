using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;

namespace RewardLab.Studies.Tests.Results;

/// <summary>Pairs of images, one preferred, from what people labelled and compared.</summary>
public sealed class StudyPreferencesTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    // Images 0, 2 and 4 are of prompt 0, and 1, 3 and 5 of prompt 1.
    [Fact]
    public async Task Read_Labels_PrefersEachBetterImageOfAPromptToEachWorseOne()
    {
        Enumerable.Range(0, 6).ToList().ForEach(i => _fixture.WriteImage($"p{i:D3}.png"));
        int[][] labels = [[1, 1], [0, 0], [0, 0], [0, 0], [1, 0], [0, 0]]; // [items][annotators]
        await AnswerAsync(_fixture.Items(6), labels, StudyQuestion.Match);

        var pairs = StudyPreferences.Read(_fixture.Path);

        pairs.ShouldAllBe(pair => pair.Prompt == "prompt 0" && pair.Outcome == PreferenceOutcome.First);
        pairs.Select(pair => (Path.GetFileName(pair.First), Path.GetFileName(pair.Second)))
            .ShouldBe([("p000.png", "p002.png"), ("p000.png", "p004.png"), ("p004.png", "p002.png")]);
        pairs.ShouldAllBe(pair => File.Exists(pair.First) && File.Exists(pair.Second));
    }

    [Fact]
    public async Task Read_Comparisons_PutsTheImagesOfTheTwoSetsAgainstEachOther()
    {
        await AnswerAsync(_fixture.Comparisons(models: 2, prompts: 3, sets: 1), [[1], [0], [-1]], StudyQuestion.Alignment);

        var pairs = StudyPreferences.Read(_fixture.Path);

        PreferenceOutcome[] outcomes = [PreferenceOutcome.First, PreferenceOutcome.Tie, PreferenceOutcome.Second];
        pairs.Select(pair => pair.Outcome).ShouldBe(outcomes.SelectMany(outcome => Enumerable.Repeat(outcome, 4)));
        pairs.ShouldAllBe(pair => Path.IsPathFullyQualified(pair.First) && pair.First != pair.Second);
    }

    [Fact]
    public async Task Read_NothingPreferred_IsRefused()
    {
        Enumerable.Range(0, 2).ToList().ForEach(i => _fixture.WriteImage($"p{i:D3}.png"));
        await AnswerAsync(_fixture.Items(2, prompts: 1), [[1], [1]], StudyQuestion.Match);

        Should.Throw<RewardLabException>(() => StudyPreferences.Read(_fixture.Path)).Message.ShouldContain("prefers no image to another");
    }

    private async Task AnswerAsync(IReadOnlyList<StudyItem> items, int[][] answers, StudyQuestion question)
    {
        using var study = _fixture.Begin(items);
        var people = answers[0].Select((_, i) => study.Join($"annotator {i}")).ToArray();
        await study.SaveAsync([.. answers.SelectMany((given, item) => given.Select((value, i) => new NewAnswer(people[i].Id, item + 1, question, value)))]);
    }
}
