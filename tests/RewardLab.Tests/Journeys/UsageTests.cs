using System.Text.RegularExpressions;

namespace RewardLab.Tests.Journeys;

public sealed class UsageTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Help_OfTheProgram_NamesEveryCommandAndWhereToBegin()
    {
        var outcome = _workplace.Run("--help");
        outcome.ExitCode.ShouldBe(0);
        foreach (var word in (string[])["run", "recipes", "plugins", "prompts", "runs", "doctor", "--verbose", "--libtorch", "recipes/01-quickstart.csx"])
        {
            outcome.Output.ShouldContain(word);
        }
    }

    [Fact]
    public void Help_OfTheProgram_ShowsTheFoldersAndTheirVariables()
    {
        var output = _workplace.Run("--help").Output;
        output.ShouldMatch($@"REWARDLAB_PLUGINS +your plugins +{Regex.Escape(_workplace["plugins"])}");
        output.ShouldMatch($@"REWARDLAB_HOME +settings, trust +{Regex.Escape(_workplace["home"])}");
        output.ShouldMatch($@"REWARDLAB_CACHE +what can be redone +{Regex.Escape(_workplace["cache"])}");
        output.ShouldMatch(@"REWARDLAB_RUNS +runs +/");
    }

    [Theory]
    [InlineData(":", ".local/share/RewardLab/plugins")]
    [InlineData(" ", ".local/share/RewardLab/plugins")]
    [InlineData(":: :mine:mine:other", "mine")]
    public void Variable_WithEmptyParts_IsReadAsWithoutThem(string value, string first)
    {
        _workplace.Environment["REWARDLAB_PLUGINS"] = value;
        _workplace.Environment["REWARDLAB_RUNS"] = _workplace.Environment["REWARDLAB_CACHE"] = " ";

        _workplace.Run("plugins", "folder").Output.TrimEnd().ShouldBe(_workplace[first]);
        var runs = _workplace.Run("runs", "list");
        runs.ExitCode.ShouldBe(0, runs.Error);
        Directory.GetDirectories(_workplace.Folder, " ").ShouldBeEmpty();
    }

    [Fact]
    public void Help_WhereRecipesAre_NamesTheArgumentAndNotEachRecipe()
    {
        _workplace.Write("recipes/one.csx", "// One.\n");
        _workplace.Run("--help").Output.ShouldContain("run <RECIPE> ");
        _workplace.Run("--help").Output.ShouldContain("completion <SHELL> ");
        _workplace.Run("recipes", "--help").Output.ShouldContain("show <NAME> ");
    }

    [Theory]
    [InlineData("run", "--set", "--preset", "--seed", "--runs", "--threads")]
    [InlineData("plugins new", "--kind", "--out")]
    [InlineData("prompts build", "--generator", "--out")]
    public void Help_OfACommand_NamesItsOptions(string command, params string[] options)
    {
        var outcome = _workplace.Run([.. command.Split(' '), "--help"]);
        outcome.ExitCode.ShouldBe(0);
        outcome.Output.ShouldContain($"rewardlab {command}");
        foreach (var option in options)
        {
            outcome.Output.ShouldContain(option);
        }
    }

    [Theory]
    [InlineData("rnu x.csx", "'rnu'", "Did you mean 'run'?")]
    [InlineData("plugins truts x", "'truts'", "Did you mean 'trust'?")]
    [InlineData("run x.csx --sed 3", "'--sed'", "Did you mean '--seed'?")]
    [InlineData("plugins", "list", "show")]
    [InlineData("run", "RECIPE", "--help")]
    [InlineData("run x.csx --seed many", "many", "--seed")]
    [InlineData("run x.csx --threads 0", "--threads", "1 to")]
    [InlineData("run x.csx y.csx", "'y.csx'", "Unexpected argument")]
    [InlineData("plugins new a --kind soup", "soup", "reward")]
    [InlineData("prompts show deer", "--generator", "--help")]
    public void CommandLine_NotUnderstood_IsOneLineAndTwo(string arguments, params string[] expected)
    {
        var outcome = _workplace.Run(arguments.Split(' '));
        outcome.ExitCode.ShouldBe(2, outcome.Error);
        outcome.Output.ShouldBeEmpty();
        foreach (var part in expected)
        {
            outcome.ErrorLine.ShouldContain(part);
        }
    }

    [Fact]
    public void Version_OfTheProgram_IsItsNumberAndTheCommitThatWasBuilt()
    {
        var version = _workplace.Run("--version").Output.Trim();
        var isCheckout = Path.Exists(Path.Combine(Workplace.Repository, ".git"));
        version.ShouldMatch(isCheckout ? @"^\d+\.\d+\.\d+\+[0-9a-f]{12}$" : @"^\d+\.\d+\.\d+$");
        _workplace.Run("doctor").Output.ShouldContain(version);
    }
}
