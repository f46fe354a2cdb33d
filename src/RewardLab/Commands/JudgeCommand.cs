using System.CommandLine;
using RewardLab.Jobs.Studies;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab judge'.</summary>
internal static class JudgeCommand
{
    public static Command Create(Session session)
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "runs or folders whose images are compared, each as RUN or NAME=RUN; of one run, the image groups that its recipe saved",
            Arity = ArgumentArity.OneOrMore,
        };
        var each = new Option<int>("--annotators-each")
        {
            Description = "number of annotators per pair of image groups",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        };
        var to = new Option<string?>("--to")
        {
            Description = $"file to save the answers to [default: {StudyComparisons.FileName} in the first folder]",
            HelpName = "FILE.db",
        };
        var seed = new Option<ulong>("--seed") { Description = "seed of sides and order", HelpName = "N", DefaultValueFactory = _ => 0 };
        var source = new ComparisonSourceOptions();
        var rewards = new RewardAnnotatorOptions(StudyKind.Comparisons);
        var serving = new ServingOptions();
        var command = new Command("judge", "Lets people compare models blindly: two image groups side by side, for alignment and for quality.")
        {
            runs,
            each,
            to,
            seed,
            GlobalOptions.Runs,
        };
        rewards.AddTo(command);
        source.AddTo(command);
        serving.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = serving.Read(parsed, StudyKind.Comparisons);
            var annotators = rewards.Read(parsed);
            var place = new StudyLocator(new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time));
            var named = ComparisonSourceOptions.Named(parsed.GetRequiredValue(runs), place);
            var readable = new ReadableImages(session);
            var path = parsed.GetValue(to) ?? Path.Combine(named[0].Folder, StudyComparisons.FileName);
            var items = StudyResumption.Items(path, () => source.Read(parsed, named, readable, parsed.GetValue(seed)));
            if (items is not null && items.SelectMany(item => item.First.Concat(item.Second))
                .Select(image => Path.GetExtension(image.File).ToLowerInvariant())
                .Distinct()
                .Count() > 1)
            {
                session.Screen.Error.WriteLine(
                    "rewardlab: the images have different file formats, which could reveal the models to an annotator who inspects the browser's traffic. "
                    + "Convert them to one format if that matters.");
            }

            var plan = new StudyPlan(
                StudyKind.Comparisons, string.Join(" and ", named.Select(run => run.Name)), parsed.GetValue(each), parsed.GetValue(seed));
            using var study = Study.Begin(path, plan, items ?? [], session.Time);
            new StudyResumption(session, parsed).Tell(study, plan, items, each, seed, source.All);
            await rewards.AnswerAndServeAsync(
                session, parsed, study, annotators, request, $"Results: rewardlab study show {ShellWord.Quote(path)}", cancellationToken);
            return readable.ExitCode;
        });
        return command;
    }
}
