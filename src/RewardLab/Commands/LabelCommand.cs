using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Studies;
using RewardLab.Runs.Store;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab label'.</summary>
internal static class LabelCommand
{
    public static Command Create(Session session)
    {
        var where = new Argument<string>("WHERE") { Description = $"a folder of images, or a run: its id, a part of it, or '{RunStore.Latest}'" };
        var only = new Option<int?>("--only") { Description = "number of images to label, spread over the prompts [default: all]", HelpName = "N" };
        var each = new Option<int>("--annotators-each") { Description = "number of annotators per image", HelpName = "N", DefaultValueFactory = _ => 3 };
        var to = new Option<string?>("--to")
        {
            Description = $"file to save the answers to [default: {StudyLabels.FileName} in the folder]",
            HelpName = "FILE.db",
        };
        var seed = new Option<ulong>("--seed") { Description = "seed of the order", HelpName = "N", DefaultValueFactory = _ => 0 };
        var source = new LabelSourceOptions();
        var rewards = new RewardAnnotatorOptions(StudyKind.Labels);
        var serving = new ServingOptions();
        var command = new Command("label", "Opens a page in the browser on which people label whether images match their prompts.")
        {
            where,
            only,
            each,
            to,
            seed,
            GlobalOptions.Runs,
        };
        source.AddTo(command);
        rewards.AddTo(command);
        serving.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(only) is < 1)
            {
                throw new RecipeUsageException("--only must be 1 or more.");
            }

            var request = serving.Read(parsed, StudyKind.Labels);
            var annotators = rewards.Read(parsed);
            var place = parsed.GetRequiredValue(where);
            var folder = new StudyLocator(new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time)).Folder(place);
            var readable = new ReadableImages(session);
            var path = parsed.GetValue(to) ?? Path.Combine(folder, StudyLabels.FileName);
            var items = StudyResumption.Items(path, () => source.Read(parsed, folder, readable, parsed.GetValue(only), parsed.GetValue(seed)));
            var plan = new StudyPlan(StudyKind.Labels, Path.GetFileName(folder), parsed.GetValue(each), parsed.GetValue(seed));
            using var study = Study.Begin(path, plan, items ?? [], session.Time);
            new StudyResumption(session, parsed).Tell(study, plan, items, each, seed, [only, .. source.All]);
            var measured = parsed.GetValue(to) ?? (parsed.GetValue(GlobalOptions.Runs) is null ? place : folder);
            await rewards.AnswerAndServeAsync(
                session,
                parsed,
                study,
                annotators,
                request,
                $"Agreement of rewards: rewardlab bench run {ShellWord.Quote(measured)}    Progress and annotators: "
                + $"rewardlab study show {ShellWord.Quote(measured)}",
                cancellationToken);
            return readable.ExitCode;
        });
        return command;
    }
}
