using System.CommandLine;
using System.CommandLine.Completions;
using RewardLab.Hosting;
using RewardLab.Hosting.Jobs;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab run'.</summary>
internal static class RunCommand
{
    public static Command Create(Session session)
    {
        var recipe = new Argument<string>("RECIPE")
        {
            // Without it help lists every recipe here, as completion does, in a column of its own width.
            HelpName = "RECIPE",
            Description = "a recipe's path or name, such as recipes/01-quickstart.csx or quickstart, or an experiment's YAML file",
        };
        recipe.CompletionSources.Add(_ => RecipeCatalog.Find().Names().Select(name => new CompletionItem(name)));
        var set = new Option<string[]>("--set")
        {
            Description =
                "set a parameter, such as --set n=16, or an experiment's option, such as --set optimizer.epochs=2; "
                + "repeatable ('recipes show RECIPE' lists the parameters)",
            HelpName = "NAME=VALUE",
            AllowMultipleArgumentsPerToken = false,
        };
        var preset = new Option<string?>("--preset")
        {
            Description = "preset: a YAML file of parameters, by path or name; --set overrides it",
            HelpName = "FILE",
        };
        var seed = new Option<ulong>("--seed")
        {
            Description = "root seed: the same seed on the same machine gives the same bytes",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        };
        var threads = GlobalOptions.NewThreads();
        var workers = new WorkerPlaceOptions();
        var command = new Command("run", "Runs a recipe or an experiment and keeps its results in a folder of their own.")
        {
            recipe,
            set,
            preset,
            seed,
            GlobalOptions.Runs,
            threads,
            GlobalOptions.Detached,
        };
        workers.AddListening(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            GlobalOptions.Detach(parsed, session);
            var asksFor = workers.ReadListening(parsed, parsed.GetValue(threads));
            var asked = RunRequest.Create(parsed.GetRequiredValue(recipe), parsed.GetValue(set) ?? [], parsed.GetValue(preset), UserFolders.FromEnvironment());
            new RecipeRun(session)
            {
                Recipe = asked.Recipe,
                Title = asked.Title,
                Settings = asked.Settings,
                Preset = parsed.GetValue(preset),
                Seed = parsed.GetValue(seed),
                Workers = asksFor,
                RunsFolder = parsed.GetValue(GlobalOptions.Runs),
                Torch = GlobalOptions.TorchOptions(parsed, parsed.GetValue(threads)),
            }.Execute(cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
