using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Text;
using RewardLab.Jobs.Studies;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;
using RewardLab.Studies.Sources;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab judge'.</summary>
internal static class JudgeCommand
{
    public static Command Create(Session session)
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "runs or folders whose images are compared, each as RUN or NAME=RUN; of one run the sets or picks that its recipe saved",
            Arity = ArgumentArity.OneOrMore,
        };
        var size = new Option<int>("--set-size") { Description = "images of a set", HelpName = "N", DefaultValueFactory = _ => 4 };
        var sets = new Option<int>("--sets")
        {
            Description = "maximum number of image groups per prompt and model",
            HelpName = "N",
            DefaultValueFactory = _ => 2,
        };
        var selected = new Option<int?>("--best-of")
        {
            Description = "compare the images that each reward selected of N, if the run keeps them [default: the largest N]",
            HelpName = "N",
        };
        var only = new Option<string[]>("--model") { Description = "compare only the models named this way; repeatable [default: all]", HelpName = "NAME" };
        var first = new Option<bool>("--against-first") { Description = "compare every model with the first only, not with each other" };
        var each = new Option<int>("--annotators-each")
        {
            Description = "number of annotators per pair of image groups",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        };
        var rewardAnnotator = new Option<string[]>("--reward-annotator", FormerOptions.RewardAnnotator)
        {
            Description =
                "a reward annotator, which answers by one reward for alignment and one for quality, such as inspector=toybox-truth,toybox-fidelity@0.02, "
                + "where a difference of 0.02 or less is a tie; repeatable",
            HelpName = "NAME=REWARD,REWARD",
        };
        var noPage = new Option<bool>("--no-page") { Description = "end when the reward annotators have answered" };
        var to = new Option<string?>("--to")
        {
            Description = $"file to save the answers to [default: {StudyComparisons.FileName} in the first folder]",
            HelpName = "FILE.db",
        };
        var seed = new Option<ulong>("--seed") { Description = "seed of sides and order", HelpName = "N", DefaultValueFactory = _ => 0 };
        var serving = new ServingOptions();
        var command = new Command("judge", "Lets people compare models blindly: two image groups side by side, for alignment and for quality.")
        {
            runs,
            size,
            sets,
            selected,
            only,
            first,
            each,
            rewardAnnotator,
            noPage,
            to,
            seed,
            GlobalOptions.Runs,
        };
        serving.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(size) < 1 || parsed.GetValue(sets) < 1)
            {
                throw new RecipeUsageException("--set-size and --sets must be 1 or more.");
            }

            var request = serving.Read(parsed);
            RewardAnnotator[] annotators = [.. (parsed.GetValue(rewardAnnotator) ?? []).Select(RewardAnnotator.Parse)];
            var place = new StudyLocator(new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time));
            (string Name, string Folder)[] named = [.. parsed.GetRequiredValue(runs).Select(text => Named(text, place))];
            ModelImages[] models =
            [
                .. named.SelectMany(run => Select(run, ModelImageReader.Read(run.Folder, run.Name, parsed.GetValue(selected)), named.Length > 1)),
            ];
            var readable = new ReadableImages(session);
            models = [.. readable.Find(models)];
            models = Chosen(models, parsed.GetValue(only) ?? []);
            var items = ComparisonItems.Create(models, parsed.GetValue(size), parsed.GetValue(sets), parsed.GetValue(first), parsed.GetValue(seed));
            var path = parsed.GetValue(to) ?? Path.Combine(named[0].Folder, StudyComparisons.FileName);
            if (items.SelectMany(item => item.First.Concat(item.Second))
                .Select(image => Path.GetExtension(image.File).ToLowerInvariant())
                .Distinct()
                .Count() > 1)
            {
                session.Screen.Error.WriteLine(
                    "rewardlab: the images have different file formats, which could reveal the models to an annotator who inspects the browser's traffic. "
                    + "Convert them to one format if that matters.");
            }

            using var study = Study.Begin(
                path,
                new StudyPlan(StudyKind.Comparisons, string.Join(" and ", named.Select(run => run.Name)), parsed.GetValue(each), parsed.GetValue(seed)),
                items,
                session.Time);
            await new RewardAnnotation(session, GlobalOptions.TorchOptions(parsed)).AnswerAsync(study, annotators, cancellationToken);
            var after = $"Results: rewardlab study show {ShellWord.Quote(path)}";
            if (parsed.GetValue(noPage))
            {
                session.Screen.Output.WriteLine($"{study.Board.AnswerCount} answers are saved in {path}\n{after}");
            }
            else
            {
                await new StudyServing(session, request).ServeAsync(study, after, cancellationToken);
            }

            return readable.ExitCode;
        });
        return command;
    }

    // Runs of one recipe call their models alike.
    private static IEnumerable<ModelImages> Select((string Name, string Folder) run, IReadOnlyList<ModelImages> models, bool isOneOfSeveral) =>
        models.Select(model => isOneOfSeveral && model.Model != run.Name ? model with { Model = $"{run.Name} {model.Model}" } : model);

    private static ModelImages[] Chosen(ModelImages[] models, string[] names) =>
        names.FirstOrDefault(name => !models.Any(model => model.Model == name)) is { } unknown
            ? throw new RecipeUsageException(
                $"--model {unknown}: there is no such model. {NearestName.Advice(unknown, [.. models.Select(model => model.Model)])}")
            : names.Length == 0 ? models : [.. names.Select(name => models.First(model => model.Model == name))];

    private static (string Name, string Folder) Named(string text, StudyLocator place)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var folder = place.Folder(equals > 0 && !Directory.Exists(text) ? text[(equals + 1)..] : text);
        return (equals > 0 && !Directory.Exists(text) ? text[..equals] : Path.GetFileName(folder), folder);
    }
}
