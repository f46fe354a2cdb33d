using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Prompts;
using RewardLab.Evaluation.Tia2;

namespace RewardLab.Evaluation.Tests.Tia2;

public sealed class Tia2ExperimentTests
{
    [Theory]
    [InlineData("counting")]
    [InlineData("composition")]
    [InlineData("comprehensive")]
    public void Places_OfEachSet_AreThirtyAndTenOfThem(string name)
    {
        var set = Tia2Set.Parse(name);
        var (thirty, ten) = (Tia2Experiment.BestOfN(set), Tia2Experiment.FineTuning(set));
        (thirty.Count, ten.Count).ShouldBe((30, 10));
        thirty.ShouldBeUnique();
        ten.ShouldBeUnique();
        ten.ShouldBeSubsetOf(thirty);
        thirty.ShouldAllBe(place => place >= 0 && place < set.PromptCount);
    }

    [Theory]
    [InlineData("counting")]
    [InlineData("composition")]
    [InlineData("comprehensive")]
    public void At_TheSetsOwnFile_IsThePromptsOfTheAuthorsLists(string name)
    {
        var set = Tia2Set.Parse(name);
        using var lists = JsonDocument.Parse(File.ReadAllText(SharedData.PathOrSkip("tia2/authors/experiment_prompts.json")));
        using var stream = File.OpenRead(SharedData.PathOrSkip("tia2/" + set.PromptFile));
        string[] prompts = [.. PromptSetFile.Read(stream, set.PromptFile).Select(one => one.Prompt)];
        Tia2Experiment.At(set, prompts, Tia2Experiment.BestOfN(set), "file").ShouldBe(List("30"));
        Tia2Experiment.At(set, prompts, Tia2Experiment.FineTuning(set), "file").ShouldBe(List("10"));

        string[] List(string count) => [.. lists.RootElement.GetProperty(name).GetProperty(count).EnumerateArray().Select(prompt => prompt.GetString()!)];
    }

    [Fact]
    public void At_AFileThatWasChanged_IsRefused()
    {
        string[] prompts = [.. Enumerable.Range(0, 150).Select(i => $"prompt {i}")];
        Should.Throw<RewardLabException>(() => Tia2Experiment.At(Tia2Set.Counting, prompts, [0], "counting.json")).Message
            .ShouldStartWith("counting.json does not hold the 150 counting prompts as they were published");
    }
}
