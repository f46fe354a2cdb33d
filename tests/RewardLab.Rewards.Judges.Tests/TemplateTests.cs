namespace RewardLab.Rewards.Judges.Tests;

public sealed class TemplateTests
{
    [Fact]
    public void Templates_OfTheUser_ReplaceWhatTheyName()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Candidates((" Ja", 0.3), ("ja", 0.3), ("Nein", 0.2), ("Yes", 0.2)));
        var path = bench.Write("mine.yaml", """
            words: {yes: [ja], no: [nein]}
            instruction: Du siehst Bilder.
            vqascore: Zeigt das Bild „{prompt}“? Antworte mit ja oder nein.
            """);
        bench.Score(1, "zwei Katzen", options => options with { Templates = path }).ShouldBe([0.75], 1e-12);
        var request = bench.Server.Requests.ShouldHaveSingleItem();
        request.Roles.ShouldBe(["system", "user"]);
        JudgeWorkbench.Text(request).ShouldBe("Zeigt das Bild „zwei Katzen“? Antworte mit ja oder nein.");
    }

    [Theory]
    [InlineData("vqascore: Is it good?", "'vqascore' needs {prompt} where it is to be inserted")]
    [InlineData("checklist: Is it good?", "'checklist' needs {question} where it is to be inserted")]
    [InlineData("words: {yes: [Ja], no: [ja]}", "has \"ja\" both as 'yes' and as 'no'")]
    [InlineData("words: {yes: []}", "'words' needs 'yes' and 'no'")]
    [InlineData("vqascroe: x", "there is no 'vqascroe' to set here")]
    [InlineData("", "is empty")]
    public void Templates_OfAnotherLayout_AreRefused(string text, string expected)
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        var path = bench.Write("mine.yaml", text);
        bench.Refusal(options => options with { Templates = path }).ShouldContain(expected);
    }

    [Fact]
    public void Templates_ThatAreMissing_AreRefused()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        bench.Refusal(options => options with { Templates = "nowhere.yaml" }).ShouldContain("There is no file 'nowhere.yaml'");
    }
}
