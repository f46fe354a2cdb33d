using RewardLab.Abstractions;
using RewardLab.Runs.Prompts;

namespace RewardLab.Runs.Tests.Prompts;

public sealed class PromptSetJournalTests : IDisposable
{
    private static readonly PromptSetPlan Plan = new(["a cat", "a \"dog\""], "llm\nmodel=m");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resume_AppendedSets_ReturnsThem()
    {
        var set = Set("a cat", ("answer1", "[\"a\"]\nü"), ("model", "m"));
        using (var journal = PromptSetJournal.Create(_folder["j"], Plan))
        {
            journal.Append(set);
        }

        using var resumed = PromptSetJournal.Resume(_folder["j"], Plan with { });
        var read = resumed.Finished["a cat"];
        read.ContrastivePrompts.ShouldBe(set.ContrastivePrompts);
        read.Provenance.ShouldBe(set.Provenance);
    }

    [Fact]
    public void Resume_AtEveryCut_LosesOnlyTheLineThatWasCut()
    {
        using (var journal = PromptSetJournal.Create(_folder["j"], Plan))
        {
            journal.Append(Set("a cat"));
            journal.Append(Set("a \"dog\"", ("model", "m")));
        }

        var whole = File.ReadAllBytes(_folder["j"]);
        var lines = whole.Index().Where(entry => entry.Item == '\n').Select(entry => entry.Index + 1).ToArray();
        for (var cut = lines[0]; cut <= whole.Length; cut++)
        {
            File.WriteAllBytes(_folder["j"], whole[..cut]);
            using (var journal = PromptSetJournal.Resume(_folder["j"], Plan))
            {
                journal.Finished.Count.ShouldBe(lines.Count(end => end <= cut) - 1);
            }

            File.ReadAllBytes(_folder["j"]).Length.ShouldBe(lines.Last(end => end <= cut));
        }
    }

    [Fact]
    public void Resume_WithAnotherPlan_IsRefused()
    {
        PromptSetJournal.Create(_folder["j"], Plan).Dispose();
        PromptSetPlan[] others = [new(["a cat"], Plan.Description), new([.. Plan.Prompts.Reverse()], Plan.Description), new(Plan.Prompts, "llm\nmodel=n")];
        foreach (var other in others)
        {
            Should.Throw<RewardLabException>(() => PromptSetJournal.Resume(_folder["j"], other)).Message.ShouldContain("other generator, options or prompts");
        }
    }

    [Theory]
    [InlineData("nonsense", "(2): is damaged")]
    [InlineData("{}", "(2): has no contrastive set")]
    [InlineData("{\"Prompt\":\"p\",\"Contrasts\":[],\"Source\":\"s\",\"Kind\":9}", "(2): has no contrastive set")]
    public void Resume_OfADamagedLine_NamesIt(string line, string place)
    {
        PromptSetJournal.Create(_folder["j"], Plan).Dispose();
        File.AppendAllText(_folder["j"], line + "\n");
        Should.Throw<RewardLabException>(() => PromptSetJournal.Resume(_folder["j"], Plan)).Message.ShouldContain(place);
    }

    [Fact]
    public void Resume_OfSomethingElse_IsRefused()
    {
        Should.Throw<RewardLabException>(() => PromptSetJournal.Resume(_folder["none"], Plan)).Message.ShouldContain("nothing to resume");
        File.WriteAllText(_folder["j"], "{\"Format\":\"rewardlab-scores-1\",\"Plan\":\"x\"}\n");
        Should.Throw<RewardLabException>(() => PromptSetJournal.Resume(_folder["j"], Plan)).Message.ShouldContain("is not a list of contrastive prompts");
    }

    private static ContrastiveSet Set(string prompt, params (string Name, string Value)[] details) =>
        new(prompt, ["one", "two"], new PromptProvenance(PromptProvenanceKind.LanguageModel, "m")
        {
            Details = details.ToDictionary(detail => detail.Name, detail => detail.Value, StringComparer.Ordinal),
        });
}
