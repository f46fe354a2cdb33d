using System.CommandLine.Parsing;
using System.CommandLine;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Commands;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Plugins.Trust;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting;
using RewardLab.Terminal;

namespace RewardLab.Tests.Documentation;

/// <summary>Tells what is wrong with a documented command, without running it: the program's own command line parses it, and the recipes, presets, parameters,
/// projects and tests that it names are looked up.</summary>
internal sealed partial class CommandCheck : IDisposable
{
    private const string ProgramProject = "src/RewardLab";

    private readonly Session _session = new(RealTime.Clock);
    private readonly RecipeCatalog _recipes = new(Path.Combine(Workplace.Repository, "recipes"));
    private readonly RootCommand _root;

    private readonly Workplace _place = new();
    private readonly IReadOnlyList<ComponentDescription> _components;

    public CommandCheck()
    {
        _root = RewardLabCommand.Create(_session);
        // Recipes expose the options of the components that they run.
        _components = PluginHost.Start(new PluginHostOptions
        {
            ProgramPluginFolder = Path.Combine(Path.GetDirectoryName(Workplace.Program)!, "plugins"),
            User = new UserFolders(_place["settings"], [_place["plugins"]], _place["cache"]),
            Shipped = ShippedPlugins.EmbeddedIn(typeof(ProgramVersion).Assembly),
            Log = static _ => { },
        }).Components.Components;
    }

    /// <summary>What is wrong with a line's commands; empty where all is well.</summary>
    /// <param name="line">The line, with whatever stands around its commands.</param>
    public IReadOnlyList<string> Problems(DocumentLine line) => [.. ShellLine.Commands(line.Text).SelectMany(words => Problems(words, line.IsMention))];

    public void Dispose()
    {
        _session.Dispose();
        _place.Dispose();
    }

    private IEnumerable<string> Problems(IReadOnlyList<string> words, bool isMention) => words[0] switch
    {
        "rewardlab" => OfProgram([.. words.Skip(1)], isMention),
        "dotnet" => OfDotNet(words, isMention),
        _ => [],
    };

    private IEnumerable<string> OfDotNet(IReadOnlyList<string> words, bool isMention)
    {
        var end = words.ToList().IndexOf("--");
        string[] own = [.. words.Take(end < 0 ? words.Count : end)];
        string[] rest = [.. words.Skip(end < 0 ? words.Count : end + 1)];
        var at = Array.IndexOf(own, "--project");
        if (at < 0 || at + 1 >= own.Length)
        {
            return [];
        }

        var project = own[at + 1];
        return IsPlaceholder(project) ? []
            : !Directory.Exists(InRepository(project)) ? [$"there is no project '{project}'"]
            : project == ProgramProject ? OfProgram(rest, isMention)
            : OfTests(InRepository(project), rest);
    }

    private IEnumerable<string> OfProgram(string[] arguments, bool isMention)
    {
        var parsed = _root.Parse(arguments);

        // 'rewardlab score' in a sentence names the command: what it lacks is not a mistake.
        var errors = isMention
            ? parsed.UnmatchedTokens.Where(token => !IsPlaceholder(token)).Select(token => $"there is no command or option '{token}'")
            : parsed.Errors.Select(error => error.Message);
        return errors
            .Concat(SwallowedOptions(parsed.CommandResult))
            .Concat(OfRecipe(parsed));
    }

    // An argument that takes any number of values takes an unknown option, too.
    private static IEnumerable<string> SwallowedOptions(CommandResult command) =>
        command.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => token.Value.StartsWith('-') && token.Value.Length > 1)
            .Select(token => $"there is no option '{token.Value}'");

    private IReadOnlyList<string> OfRecipe(ParseResult parsed)
    {
        if (Value(parsed, "RECIPE") is not { } recipe || IsPlaceholder(recipe))
        {
            return [];
        }

        var settings = parsed.CommandResult.Children.OfType<OptionResult>()
            .FirstOrDefault(option => option.Option.Name == "--set")
            ?.Tokens.Select(token => token.Value)
            .ToArray() ?? [];
        var preset = parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => option.Option.Name == "--preset")?.Tokens[0].Value;
        try
        {
            var path = InRepository(recipe);
            if (Path.GetExtension(recipe) is ".yaml")
            {
                ExperimentSettings.Apply(ExperimentYaml.ReadFile(path), settings);
            }
            else
            {
                RecipeArguments.Resolve(RecipeInfo.Read(File.Exists(path) ? path : _recipes.Resolve(recipe)).WithComponents(_components), preset, settings);
            }

            return [];
        }
        catch (RewardLabException exception)
        {
            return [exception.Message];
        }
    }

    private static string? Value(ParseResult parsed, string argument) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().FirstOrDefault(result => result.Argument.Name == argument) is { Tokens: [var token, ..] }
            ? token.Value
            : null;

    private static IEnumerable<string> OfTests(string project, string[] arguments)
    {
        for (var i = 0; i + 1 < arguments.Length; i++)
        {
            var pattern = arguments[i + 1];
            if (arguments[i] is "-class" or "-method"
                && !TestNames(project).Any(name => Matches(arguments[i] == "-class" ? name.Class : $"{name.Class}.{name.Method}", pattern)))
            {
                yield return $"no test of the project is {arguments[i]} '{pattern}'";
            }
        }
    }

    private static bool Matches(string name, string pattern) =>
        Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(1));

    // A class of tests has a file of its name.
    private static IEnumerable<(string Class, string Method)> TestNames(string project) =>
        from path in Document.Files(project, "*Tests.cs")
        from Match method in TestMethod().Matches(File.ReadAllText(path))
        select ($"{Path.GetFileName(project)}.{Path.GetFileNameWithoutExtension(path)}", method.Groups["name"].Value);

    // NAME, FILE.yaml, recipes/NAME.csx and "..." stand for whatever the reader has.
    private static bool IsPlaceholder(string word) => word == "..." || Placeholder().IsMatch(Path.GetFileNameWithoutExtension(word));

    private static string InRepository(string path) => Path.Combine(Workplace.Repository, path);

    [GeneratedRegex("^[A-Z_]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^    public (async )?(void|Task) (?<name>\w+)\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestMethod();
}
