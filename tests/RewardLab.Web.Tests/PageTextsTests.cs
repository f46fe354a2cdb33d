using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Web.Texts;

namespace RewardLab.Web.Tests;

public sealed class PageTextsTests
{
    [Fact]
    public void Example_InGerman_HasEveryTextAndNoOther()
    {
        var path = Path.Combine(Workplace.Repository, "src/RewardLab.Web/Texts/german.yaml");

        var texts = PageTexts.English.With(TextFile.Read(path), "german.yaml", out var problems);

        problems.ShouldBeEmpty();
        texts["label.question"].ShouldBe("Passt das Bild zur Beschreibung?");
        texts["over.saving.other"].ShouldContain("{count}");
    }

    [Theory]
    [InlineData("{ \"label.qestion\": \"x\" }", "there is no text 'label.qestion'. Did you mean 'label.question'?")]
    [InlineData("label.good: Yes", "texts are missing and stay English: back, begin, ")]
    [InlineData("progress.count: '{finished} of {total}'", "nothing fills in {finished} of 'progress.count'. The English text is \"{done} of {total}\".")]
    public void Texts_UnknownMissingOrMisspelt_AreNamedAndTheRestIsUsed(string file, string problem)
    {
        var texts = PageTexts.English.With(file, "mine", out var problems);

        problems.ShouldContain(line => line.StartsWith("mine: ", StringComparison.Ordinal) && line.Contains(problem, StringComparison.Ordinal));
        texts["label.bad"].ShouldBe("Bad");
    }

    [Fact]
    public void CountedText_InAnotherPluralCategory_IsKnown()
    {
        PageTexts.English.With("over.saving.few: '{count} jeszcze'", "mine", out var problems);
        problems.ShouldNotContain(line => line.Contains("there is no text", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[1, 2]", "expected lines of the form 'key: text'")]
    [InlineData("{ \"begin\": 3 }", "the value of 'begin' is not a text")]
    [InlineData("{ \"begin\": ", "not JSON")]
    [InlineData("begin: [", "not YAML")]
    [InlineData("{ \"begin\": \"a\", \"begin\": \"b\" }", "the key 'begin' occurs twice")]
    public void File_ThatIsNoMapping_IsRefusedInOneLine(string file, string problem)
    {
        var exception = Should.Throw<RewardLabException>(() => PageTexts.English.With(file, "mine", out _));
        exception.Message.ShouldStartWith("mine");
        exception.Message.ShouldContain(problem);
        exception.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Instructions_InMarkdown_GiveQuestionWordingAndMarkupOfTheirOwn()
    {
        var instructions = StudyInstructions.Parse(
            "---\ngood: \"Yes\"\nbadHint: no smile\n---\n\n# Is the person smiling?\n\nLook at the **mouth**.\n\n<script>alert(1)</script>\n",
            StudyKind.Labels,
            "mine.md");

        instructions.Wording.ShouldBe(
            new Dictionary<string, string> { ["label.good"] = "Yes", ["label.badHint"] = "no smile", ["label.question"] = "Is the person smiling?" },
            ignoreOrder: true);
        instructions.Html!.ShouldContain("<strong>mouth</strong>");
        instructions.Html!.ShouldNotContain("<script>");
        instructions.Html!.ShouldNotContain("smiling", customMessage: "the question is shown once");
    }

    [Theory]
    [InlineData("---\ngod: x\n---\n", "mine.md: unknown key 'god'. Did you mean 'good'?")]
    [InlineData("---\ngood: ''\n---\n", "mine.md: the text of 'good' is empty.")]
    [InlineData("---\nalignment: x\n---\n", "mine.md: unknown key 'alignment'.")]
    public void Instructions_WithAKeyThatCannotBe_AreRefusedInOneLine(string file, string problem) =>
        Should.Throw<RewardLabException>(() => StudyInstructions.Parse(file, StudyKind.Labels, "mine.md")).Message.ShouldStartWith(problem);
}
