using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

public sealed class ChecklistTests
{
    private const string File = """
        prompts:
          two red apples:
            - Are there exactly two apples?
            - Are the apples red?
          a cat: [Is there a cat?]
        """;

    [Theory]
    [InlineData(ChecklistCombination.Product, 0.9 * 0.5)]
    [InlineData(ChecklistCombination.Mean, (0.9 + 0.5) / 2)]
    public void Checklist_OfAFile_CombinesItsAnswers(ChecklistCombination combine, double expected)
    {
        using var bench = new JudgeWorkbench(Answer);
        var path = bench.Write("checklists.yaml", File);
        var reward = bench.Make(options => options with { Method = JudgeMethod.Checklist, Checklists = path, Combine = combine });
        var grid = reward.Score(JudgeWorkbench.Images(2), ["two red apples", "a cat"], JudgeWorkbench.Token);
        grid.Column(0).ShouldBe([expected, expected], 1e-12);
        grid.Column(1).ShouldBe([0.5, 0.5], 1e-12);
        bench.Server.Requests.Count.ShouldBe(6);
        JudgeWorkbench.Text(bench.Server.Requests.First(request => JudgeWorkbench.Text(request).Contains("two", StringComparison.Ordinal)))
            .ShouldBe("Are there exactly two apples? Please answer yes or no.");
    }

    [Fact]
    public void Checklist_WithSamples_CombinesShares()
    {
        using var bench = new JudgeWorkbench(request => JudgeReply.Text(
            request.Json.GetProperty("seed").GetInt64() == 0 && JudgeWorkbench.Text(request).Contains("red", StringComparison.Ordinal) ? "no" : "yes"));
        var path = bench.Write("checklists.yaml", File);
        bench.Score(1, "two red apples", options => options with { Method = JudgeMethod.Checklist, Checklists = path, Samples = 4, Temperature = 1 })
            .ShouldBe([0.75], 1e-12);
        bench.Server.Requests.Count.ShouldBe(8);
    }

    [Fact]
    public void Checklist_OfNoFile_IsWrittenByALanguageModelOnce()
    {
        using var bench = new JudgeWorkbench(request => IsWriter(request)
            ? JudgeReply.Text("Here is the list:\n```json\n[\"Are there exactly two apples?\", \"Are the apples red?\"]\n```")
            : Answer(request));
        double[] Scores() => bench.Score(3, "two \"red\" apples", options => options with { Method = JudgeMethod.Checklist, WriterModel = "writer" });

        Scores().ShouldBe([0.45, 0.45, 0.45], 1e-12);
        var writer = bench.Server.Requests.Where(IsWriter).ShouldHaveSingleItem();
        writer.Json.GetProperty("model").GetString().ShouldBe("writer");
        writer.Names.ShouldBe(["model", "messages", "temperature", "seed", "max_tokens"]);
        JudgeWorkbench.Text(writer).ShouldBe("""{"prompt":"two \"red\" apples"}""");
        bench.Server.Requests.Count.ShouldBe(7);

        Scores().ShouldBe([0.45, 0.45, 0.45], 1e-12);
        bench.Server.Requests.Count.ShouldBe(7, "checklists are cached as answers are");
    }

    [Theory]
    [InlineData("I would rather not.", "stop", "writes no checklist: the model gave no list of texts but: \"I would rather not.\"")]
    [InlineData("[]", "stop", "writes no checklist")]
    [InlineData("1. Are there apples?\n2. Are they", "length", "writes no checklist: it is cut off")]
    public void Checklist_ThatIsNone_IsNamed(string text, string finish, string expected)
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Text(text, finish));
        var message = bench.Refusal(options => options with { Method = JudgeMethod.Checklist });
        message.ShouldStartWith("Reward 'vlm': the checklist of \"two cats\": model 'eye'");
        message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("prompts: {a dog: [Is there a dog?]}", "has no checklist for \"two cats\"")]
    [InlineData("prompts: {two cats: []}", "\"two cats\": has 0 questions")]
    [InlineData("other: 1", "is not a file of checklists: there is no 'other' to set here")]
    [InlineData("prompts: [", "is not a file of checklists")]
    [InlineData("{}", "'prompts' is missing")]
    public void File_OfAnotherLayout_IsRefused(string text, string expected)
    {
        using var bench = new JudgeWorkbench(Answer);
        var path = bench.Write("checklists.yaml", text);
        bench.Refusal(options => options with { Method = JudgeMethod.Checklist, Checklists = path }).ShouldContain(expected);
        bench.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Question_WithoutAnAnswer_FailsItsImage()
    {
        using var bench = new JudgeWorkbench(request =>
            JudgeWorkbench.Text(request).Contains("red", StringComparison.Ordinal) ? JudgeReply.Candidates(("Maybe", 0.9)) : JudgeReply.Yes(0.9));
        var path = bench.Write("checklists.yaml", File);
        Should.Throw<RewardLabException>(() => bench.Score(
                1, "two red apples", options => options with { Method = JudgeMethod.Checklist, Checklists = path }))
            .Message.ShouldContain("image 1 of 1, \"two red apples\": model 'eye' answers neither 'yes' nor 'no'");
    }

    private static bool IsWriter(ChatRequest request) => request.Roles[0] == "system";

    private static LoopbackReply Answer(ChatRequest request) =>
        JudgeReply.Yes(JudgeWorkbench.Text(request).Contains("two", StringComparison.Ordinal) ? 0.9 : 0.5);
}
