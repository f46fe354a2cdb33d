using System.Text.RegularExpressions;

namespace RewardLab.Tests.Documentation;

/// <summary>Phrases that were replaced by the field's terms or by idiomatic English stay gone from messages, help, comments and documents.</summary>
public sealed partial class PhraseTests
{
    private static readonly string[] Folders = ["src", "plugins", "recipes", "scripts"];

    private static readonly string[] Patterns = ["*.cs", "*.csx", "*.html", "*.js", "*.yaml", "*.txt"];

    [Fact]
    public void Texts_OfTheProduct_AreFreeOfFormerPhrases()
    {
        var files = Folders.SelectMany(folder => Patterns.SelectMany(pattern => Document.Files(Path.Combine(Workplace.Repository, folder), pattern)))
            .Concat(
                Document.Names().Where(name => !name.Contains("/Former/", StringComparison.Ordinal)).Select(name => Path.Combine(Workplace.Repository, name)))
            .Where(path => Path.GetFileName(path) != "FormerTitles.cs") // which reads what earlier versions wrote
            .ToArray();
        files.Length.ShouldBeGreaterThan(500, "the search finds the files");
        files.SelectMany(path => Found(Path.GetRelativePath(Workplace.Repository, path), File.ReadAllLines(path))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("'x' is one word too many; quote what belongs together.")]
    [InlineData("/// <summary>Goes on with a run.</summary>")]
    [InlineData("the run is at work")]
    [InlineData("64 pictures a prompt")]
    [InlineData("truth of the picked picture")]
    public void Text_WithAFormerPhrase_IsFound(string text) => Found("file", [text]).ShouldHaveSingleItem().ShouldStartWith("file(1): ");

    [Theory]
    [InlineData("Unexpected argument 'x'. Quote values that contain spaces.")]
    [InlineData("what works")]
    [InlineData("64 images per prompt")]
    public void Text_InTheWordsOfTheField_IsNotFound(string text) => Found("file", [text]).ShouldBeEmpty();

    private static IEnumerable<string> Found(string name, string[] lines) =>
        from number in Enumerable.Range(0, lines.Length)
        from Match match in Former().Matches(lines[number])
        select $"{name}({number + 1}): {match.Value}";

    [GeneratedRegex(
        @"\b(one word too many|is there already|(go|goes|going) on (with|where)|at work|said twice|must be said|people said|put aside|left of an earlier call|"
        + @"told from chance|have not been tried|laid over one another|thrown away|stands there twice|(picked|true|false) pictures?|botched|feels about|"
        + @"pictures? an? (prompt|epoch|step|set)|a prompt a line|which is which|sits in)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Former();
}
