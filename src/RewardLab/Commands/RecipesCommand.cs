using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab recipes'.</summary>
internal static class RecipesCommand
{
    public static Command Create(Session session) =>
        new("recipes", "Lists recipes and their parameters.") { List(session), Show(session) };

    private static Command List(Session session)
    {
        var command = new Command("list", "Lists the recipes in the folder 'recipes' of this folder or one above it.");
        command.SetAction(_ =>
        {
            var recipes = RecipeCatalog.Find().List();
            session.Screen.Output.Write(recipes.Count == 0
                ? "There is no folder 'recipes' in this folder or above it. Run a recipe by its path: 'rewardlab run PATH.csx'.\n"
                : new ResultTable(
                    "", ["recipe", "what it does"], recipes.Select(r => new object?[] { r.Name, r.Info?.Title ?? $"(cannot be read: {r.Error})" })).ToText());
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Show(Session session)
    {
        var name = new Argument<string>("NAME") { Description = "the recipe's name or path" };
        var command = new Command("show", "Shows a recipe's description and parameters, without running it.") { name };
        command.SetAction(parsed =>
        {
            var info = RecipeInfo.Read(RecipeCatalog.Find().Resolve(parsed.GetRequiredValue(name)));
            var output = session.Screen.Output;
            output.WriteLine($"{info.Name}  ({info.Path})");
            if (info.Summary.Length > 0)
            {
                output.WriteLine($"\n{info.Summary}");
            }

            // Only the plugins know the options of the components that a recipe exposes.
            if (info.OptionGroups.Count > 0)
            {
                info = info.WithComponents(Plugins.Start(session).Components.Components);
            }

            output.WriteLine();
            output.Write(info.Parameters.Count == 0 ? "This recipe has no parameters.\n" : Table("", info.Parameters.Where(p => p.Option is null)).ToText());
            foreach (var group in info.OptionGroups)
            {
                output.WriteLine();
                output.Write(Table(
                    $"Options of '{group.Component}', set by --set {group.Name}.NAME=VALUE; * differs from the component's own default:",
                    info.Parameters.Where(p => p.Group == group.Name)).ToText());
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static ResultTable Table(string title, IEnumerable<RecipeParameter> parameters) => new(
        title,
        [new TableColumn("parameter"), new TableColumn("default", ColumnAlignment.Right), new TableColumn("takes"), new TableColumn("meaning")],
        parameters.Select(p => new object?[] { p.Name, RecipeParameter.Format(p.Default) + (p.IsDifferent ? " *" : ""), p.Range, Meaning(p) }));

    private static string Meaning(RecipeParameter parameter) => parameter is { IsDifferent: true, Option: { } option }
        ? $"{parameter.Description} (the component's own default: {(option.DefaultText.Length == 0 ? "none" : option.DefaultText)})"
        : parameter.Description;
}
