using System.CommandLine;
using System.CommandLine.Completions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Templates;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab recipes'.</summary>
internal static class RecipesCommand
{
    public static Command Create(Session session) =>
        new("recipes", "Lists recipes and their parameters, and writes new ones.") { List(session), Show(session), New(session) };

    private static Command List(Session session)
    {
        var json = JsonOutput.NewOption();
        var command = new Command("list", "Lists the recipes in the folder 'recipes' of this folder or one above it.") { json };
        command.SetAction(parsed =>
        {
            var recipes = RecipeCatalog.Find().List();
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, recipes.Select(recipe => new { recipe.Name, recipe.Info?.Title, recipe.Path, recipe.Error }));
            }

            if (recipes.Count == 0)
            {
                session.Screen.Status.WriteLine("There is no folder 'recipes' in this folder or above it. Run a recipe by its path: 'rewardlab run PATH'.");
                return ExitCode.Success;
            }

            session.Screen.WriteTable(new ResultTable(
                "", ["recipe", "what it does"], recipes.Select(r => new object?[] { r.Name, r.Info?.Title ?? $"(cannot be read: {r.Error})" })));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Show(Session session)
    {
        var name = new Argument<string>("NAME") { Description = "the recipe's name or path", HelpName = "NAME" };
        name.CompletionSources.Add(_ => RecipeCatalog.Find().Names().Select(recipe => new CompletionItem(recipe)));
        var json = JsonOutput.NewOption();
        var command = new Command("show", "Shows a recipe's description and parameters, without running it.") { name, json };
        command.SetAction(parsed =>
        {
            var info = RecipeInfo.Read(RecipeCatalog.Find().Resolve(parsed.GetRequiredValue(name)));
            // Only the plugins know the options of the components that a recipe exposes.
            if (info.OptionGroups.Count > 0)
            {
                info = info.WithComponents(Plugins.Start(session).Components.Components);
            }

            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, Json(info));
            }

            var output = session.Screen.Output;
            output.WriteLine($"{info.Name}  ({info.Path})");
            if (info.Summary.Length > 0)
            {
                output.WriteLine($"\n{info.Summary}");
            }

            output.WriteLine();
            if (info.Parameters.Count == 0)
            {
                output.WriteLine("This recipe has no parameters.");
            }
            else
            {
                session.Screen.WriteTable(Table("", info.Parameters.Where(p => p.Option is null)));
            }

            foreach (var group in info.OptionGroups)
            {
                output.WriteLine();
                session.Screen.WriteTable(Table(
                    $"Options of '{group.Component}', set by --set {group.Name}.NAME=VALUE; * differs from the component's own default:",
                    info.Parameters.Where(p => p.Group == group.Name)));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command New(Session session)
    {
        var name = new Argument<string>("NAME") { Description = "name of the recipe, such as 01-mine; with .cs, a C# program of one file", HelpName = "NAME" };
        var folder = new Option<string>("--out") { Description = "folder of the recipe", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var command = new Command("new", "Writes a recipe that runs as it is, and what editors need to complete it.") { name, folder };
        command.SetAction(parsed =>
        {
            var written = RecipeTemplate.Create(parsed.GetRequiredValue(name), parsed.GetRequiredValue(folder));
            var output = session.Screen.Output;
            foreach (var path in written.Written)
            {
                output.WriteLine($"Wrote {Shown(path)}");
            }

            output.WriteLine();
            output.WriteLine($"Run it:  rewardlab run {ShellWord.Quote(Shown(written.Recipe))}");
            if (written.IsProgram)
            {
                output.WriteLine($"     or  dotnet run {ShellWord.Quote(Shown(written.Recipe))}, with the package RewardLab.Recipes of this version");
                return ExitCode.Success;
            }

            output.WriteLine(
                "Completion: open the folder in VS Code with the C# extension, which the settings switch to OmniSharp, or in an editor with an OmniSharp "
                + "client (Vim, Neovim, Emacs). Visual Studio and Rider do not read these files.");
            foreach (var advice in written.Advice)
            {
                output.WriteLine(advice);
            }

            return ExitCode.Success;
        });
        return command;
    }

    // As one would type it.
    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static object Json(RecipeInfo info) => new
    {
        info.Name,
        info.Title,
        info.Summary,
        info.Path,
        Parameters = info.Parameters.Select(parameter => new
        {
            parameter.Name, parameter.Kind, parameter.Default, parameter.Minimum, parameter.Maximum, parameter.Choices, parameter.Description,
            Component = info.OptionGroups.FirstOrDefault(group => group.Name == parameter.Group)?.Component, parameter.IsDifferent,
        }),
    };

    private static ResultTable Table(string title, IEnumerable<RecipeParameter> parameters) => new(
        title,
        [new TableColumn("parameter"), new TableColumn("default", ColumnAlignment.Right), new TableColumn("takes"), new TableColumn("meaning")],
        parameters.Select(p => new object?[] { p.Name, RecipeParameter.Format(p.Default) + (p.IsDifferent ? " *" : ""), p.Range, Meaning(p) }));

    private static string Meaning(RecipeParameter parameter) => parameter is { IsDifferent: true, Option: { } option }
        ? $"{parameter.Description} (the component's own default: {(option.DefaultText.Length == 0 ? "none" : option.DefaultText)})"
        : parameter.Description;
}
