namespace RewardLab.Tests.Documentation;

/// <summary>Links of the README files lead somewhere, and every command that RewardLab advises is understood.</summary>
public sealed class DocumentationTests
{
    private const int MaxReadmeBytes = 8 * 1024;

    public static TheoryData<string> Documents => [.. Document.Names()];

    [Fact]
    public void Readme_OfTheRepository_IsAtMostEightKilobytes() =>
        new FileInfo(Path.Combine(Workplace.Repository, "README.md")).Length.ShouldBeLessThanOrEqualTo(MaxReadmeBytes);

    [Fact]
    public void Documents_OfTheRepository_ShowCommands()
    {
        var documents = Document.Names().Select(Document.Read).ToArray();
        documents.Select(document => document.Name).ShouldContain("README.md");
        documents.Sum(document => document.Commands.Count).ShouldBeGreaterThan(40, "the search for commands finds them");
        documents.Sum(document => document.Links.Count).ShouldBeGreaterThan(40, "the search for links finds them");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_OfADocument_LeadToFilesAndHeadings(string name) => BrokenLinks(Document.Read(name)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_OfADocument_AreUnderstood(string name)
    {
        using var check = new CommandCheck();
        Problems(check, Document.Read(name).Commands).ShouldBeEmpty();
    }

    [Fact]
    public void Commands_OfMessagesAndComments_AreUnderstood()
    {
        using var check = new CommandCheck();
        var lines = AdviceLines.Find();
        lines.Count.ShouldBeGreaterThan(40, "the search for commands finds them");
        Problems(check, lines).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("rewardlab score --rewrad clip", "--rewrad")]
    [InlineData("rewardlab frobnicate", "frobnicate")]
    [InlineData("rewardlab report last --bogus", "--bogus")]
    [InlineData("dotnet run -c Release --project src/RewardLab -- run recipes/01-quickstart.csx --sett n=1", "--sett")]
    [InlineData("dotnet run -c Release --project src/RewardLab -- run recipes/00-none.csx", "00-none")]
    [InlineData("rewardlab run 01-quickstart --set imagesPerPromt=25", "imagesPerPrompt")]
    [InlineData("rewardlab run 01-quickstart --set imagesPerPrompt=many", "many")]
    [InlineData("rewardlab run 10-ddpo --preset none", "none")]
    [InlineData("rewardlab run recipes/experiments/ddpo-imagereward.yaml --set optimiser.epochs=5", "optimiser")]
    [InlineData("REWARDLAB_RUNS=x rewardlab frobnicate > y", "frobnicate")]
    [InlineData("ollama pull x && rewardlab frobnicate", "frobnicate")]
    [InlineData("dotnet run --project tests/RewardLab.None.Tests", "RewardLab.None.Tests")]
    [InlineData("dotnet run --project tests/RewardLab.Tests -- -method '*Soak_OfTenYears*'", "Soak_OfTenYears")]
    public void Command_ThatIsWrong_IsReportedWithFileAndLine(string command, string problem)
    {
        using var check = new CommandCheck();
        var document = Document.Parse("a/README.md", $"# A\n\n```sh\n\n{command}\n```\n");
        string.Join('\n', Problems(check, document.Commands)).ShouldSatisfyAllConditions(
            text => text.ShouldStartWith("a/README.md(5): "),
            text => text.ShouldContain(problem));
    }

    [Theory]
    [InlineData("rewardlab")]
    [InlineData("rewardlab run recipes/NAME.csx --set n=16")]
    [InlineData("rewardlab run recipes/10-ddpo.csx --preset smoke   # a comment")]
    [InlineData("    rewardlab score --reward clip --images \"images/**/*.png\" --prompt 'two cats' --csv x.csv")]
    [InlineData("dotnet run --project tests/RewardLab.Tests -- -class '*DocumentationTests' -noColor")]
    public void Command_ThatIsRight_IsNotReported(string command)
    {
        using var check = new CommandCheck();
        var document = Document.Parse("README.md", $"Say:\n\n{(command[0] == ' ' ? command : "    " + command)}\n\nor `{command.Trim()}`.");
        document.Commands.Select(line => line.Number).ShouldBe([3, 5]);
        Problems(check, document.Commands).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[a](no-such-file.md)", "no-such-file.md")]
    [InlineData("![a](src/none.png)", "src/none.png")]
    [InlineData("[a](#no-such-heading)", "#no-such-heading")]
    [InlineData("[a](recipes/README.md#no-such-heading)", "#no-such-heading")]
    public void Link_ThatLeadsNowhere_IsReportedWithFileAndLine(string link, string problem) =>
        BrokenLinks(Document.Parse("README.md", $"# Known heading's name\n\n{link}")).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            text => text.ShouldStartWith("README.md(3): "),
            text => text.ShouldContain(problem));

    [Theory]
    [InlineData("[a](#known-headings-name)")]
    [InlineData("[a](recipes/README.md)")]
    [InlineData("[a](recipes)")]
    [InlineData("[a](https://example.org/none)")]
    public void Link_ThatLeadsSomewhere_IsNotReported(string link) =>
        BrokenLinks(Document.Parse("README.md", $"# Known heading's name\n\n{link}")).ShouldBeEmpty();

    private static string[] Problems(CommandCheck check, IEnumerable<DocumentLine> lines) =>
        [.. lines.SelectMany(line => check.Problems(line).Select(line.Report))];

    private static string[] BrokenLinks(Document document) =>
    [
        .. from link in document.Links
           where !Uri.TryCreate(link.Text, UriKind.Absolute, out _)
           let parts = link.Text.Split('#', 2)
           let target = parts[0].Length == 0 ? document.Name : Path.Combine(Path.GetDirectoryName(document.Name)!, Uri.UnescapeDataString(parts[0]))
           let problem = Problem(document, target, parts)
           where problem is not null
           select link.Report(problem),
    ];

    private static string? Problem(Document document, string target, string[] parts)
    {
        var path = Path.Combine(Workplace.Repository, target);
        if (parts[0].Length > 0 && !File.Exists(path) && !Directory.Exists(path))
        {
            return "there is no such file or folder";
        }

        var anchors = parts[0].Length == 0 ? document.Anchors : File.Exists(path) ? Document.Read(target).Anchors : new HashSet<string>(StringComparer.Ordinal);
        return parts.Length < 2 || anchors.Contains(parts[1]) ? null : "there is no such heading";
    }
}
