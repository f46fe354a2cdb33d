using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Answers;
using RewardLab.Prompts.LanguageModels.Examples;

namespace RewardLab.Prompts.LanguageModels.Tests.Examples;

public sealed class PromptBookTests : IDisposable
{
    private const string Mine =
        "categories:\n  - name: Weather\n    description: rain or shine\n    examples:\n      - prompt: rain over a field\n        outputs: "
        + "[snow over a field]\n  - name: counting\n    examples:\n      - prompt: one hat\n        outputs: "
        + "[two hats, three hats, four hats, five hats, six hats]\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-book-").FullName;

    private static PromptBook Shipped => PromptBookFile.Read(AppContext.BaseDirectory, "", ExamplesMode.Extend);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("text", 2)]
    [InlineData("style", 6)]
    [InlineData("composition", 4)]
    [InlineData("counting", 4)]
    [InlineData("creative", 20)]
    [InlineData("location", 20)]
    [InlineData("colors", 4)]
    [InlineData("spatial", 6)]
    public void Category_ThatComesAlong_HasThePapersNumberOfOutputs(string name, int count)
    {
        var category = Shipped.Find(name).ShouldNotBeNull();
        category.Count.ShouldBe(count);
        category.Examples.Count.ShouldBeGreaterThanOrEqualTo(2);
        foreach (var example in category.Examples)
        {
            example.Outputs.Count.ShouldBe(count);
            ContrastivePromptFilter.Keep(example.Prompt, example.Outputs, []).ShouldBe(example.Outputs, "an example passes the filter that answers must pass");
        }
    }

    [Fact]
    public void Categories_ThatComeAlong_AreThePapersEight() =>
        Shipped.Names.ShouldBe(["text", "style", "composition", "counting", "creative", "location", "colors", "spatial"]);

    [Fact]
    public void File_OfInvalidUtf8_IsRefusedByLineAndByte()
    {
        var path = Path.Combine(_folder, "bytes.yaml");
        File.WriteAllBytes(path, [.. "# mine\ninstruction: caf"u8, 0xE9, (byte)'\n']);
        Should.Throw<RewardLabException>(() => PromptBookFile.Read(AppContext.BaseDirectory, path, ExamplesMode.Extend)).Message
            .ShouldBe($"{path}(2): at byte offset 23 there is byte 0xE9, which is not valid UTF-8; save the file as UTF-8.");
        File.WriteAllText(path, "instruction: caf\u00e9\n", System.Text.Encoding.Unicode);
        PromptBookFile.Read(AppContext.BaseDirectory, path, ExamplesMode.Extend).Instruction.ShouldBe("caf\u00e9");
    }

    [Fact]
    public void File_OfMine_ExtendsWhatComesAlong()
    {
        var book = Read(Mine, ExamplesMode.Extend);
        book.Categories.Count.ShouldBe(9);
        book.Categories[^1].Name.ShouldBe("Weather");
        book.Find("counting")!.Examples.Count.ShouldBe(3);
        book.Find("counting")!.Count.ShouldBe(5);
        book.Instruction.ShouldBe(Shipped.Instruction);
        book.Sha256.ShouldNotBe(Shipped.Sha256);
        Read("instruction: do it\n", ExamplesMode.Extend).Instruction.ShouldBe("do it");
    }

    [Fact]
    public void File_OfMine_ReplacesWhatComesAlong()
    {
        var book = Read(
            "instruction: write\nclassification: sort\n"
            + Mine.Replace("  - name: counting\n", "  - name: counting\n    description: numbers\n", StringComparison.Ordinal),
            ExamplesMode.Replace);
        book.Names.ShouldBe(["Weather", "counting"]);
        book.Find("weather")!.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("categories: 5\n", "(1,13): is not a file of examples: a value of another kind belongs here")]
    [InlineData("instruction: a\ninstruction: b\n", "(2,1)")]
    [InlineData("nonsense: a\n", "(1,1): is not a file of examples: there is no 'nonsense' to set here")]
    [InlineData("instruction: a\n", "'classification'")]
    [InlineData("instruction: a\nclassification: b\n", "'categories'")]
    [InlineData("instruction: a\nclassification: b\ncategories:\n  - name: two words\n", "category 1")]
    [InlineData("instruction: a\nclassification: b\ncategories:\n  -\n", "category 1")]
    [InlineData("instruction: a\nclassification: b\ncategories:\n  - name: x\n", "'description'")]
    [InlineData("instruction: a\nclassification: b\ncategories:\n  - name: x\n    description: y\n", "'examples'")]
    [InlineData("instruction: a\nclassification: b\ncategories:\n  - name: x\n    description: y\n    examples:\n      - prompt: p\n", "'outputs'")]
    [InlineData(
        "instruction: a\nclassification: b\ncategories:\n  - name: x\n    description: y\n    examples:\n      - prompt: p\n        outputs: [a, '']\n",
        "output 2")]
    [InlineData(
        "instruction: a\nclassification: b\ncategories:\n  - {name: x, description: y, examples: [{prompt: p, outputs: [q]}]}\n  - {name: X, description: "
        + "y, examples: [{prompt: p, outputs: [q]}]}\n",
        "twice")]
    public void File_OfAnotherLayout_IsRefusedWithItsPlace(string text, string place)
    {
        var message = Should.Throw<RewardLabException>(() => Read(text, ExamplesMode.Replace)).Message;
        message.ShouldContain("mine.yaml");
        message.ShouldContain(place);
        message.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("categories: ", "[", 200_000)]
    [InlineData("categories: [{name: x, examples: ", "[", 200_000)]
    [InlineData("? ", "{", 200_000)]
    [InlineData("instruction: &a x\ncategories: [", "*a, ", 200_000)]
    public void File_ThatWouldEndTheProcess_IsRefused(string head, string part, int count) =>
        Should.Throw<RewardLabException>(() => Read(head + string.Concat(Enumerable.Repeat(part, count)), ExamplesMode.Replace))
            .Message.ShouldContain(": is not a file of examples: ");

    [Fact]
    public void File_OfAliasesOfAliases_IsRefused() =>
        Should.Throw<RewardLabException>(() => Read(
            "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
            + string.Concat(Enumerable.Range(1, 8).Select(level => $"a{level}: &a{level} [{string.Join(',', Enumerable.Repeat($"*a{level - 1}", 10))}]\n"))
            + "categories: *a8\n",
            ExamplesMode.Replace));

    [Fact]
    public void File_ThatIsNotThere_IsNamed() =>
        Should.Throw<RewardLabException>(() => PromptBookFile.Read(AppContext.BaseDirectory, Path.Combine(_folder, "none.yaml"), ExamplesMode.Extend))
            .Message.ShouldContain("none.yaml");

    private PromptBook Read(string text, ExamplesMode mode)
    {
        var path = Path.Combine(_folder, "mine.yaml");
        File.WriteAllText(path, text);
        return PromptBookFile.Read(AppContext.BaseDirectory, path, mode);
    }
}
