using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Studies;
using RewardLab.Runs.Store;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Studies.Sources;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab label'.</summary>
internal static class LabelCommand
{
    public static Command Create(Session session)
    {
        var where = new Argument<string>("WHERE") { Description = $"a folder of images, or a run: its id, a part of it, or '{RunStore.Latest}'" };
        var prompts = new Option<string?>("--prompts")
        {
            Description =
                "table with an image and its prompt in each row (CSV, JSON, JSON lines, Parquet) [default: "
                + "the run's scores, metadata.jsonl, or a text file beside each image]",
            HelpName = "FILE",
        };
        var prompt = new Option<string?>("--prompt") { Description = "one prompt for all images, quoted", HelpName = "TEXT" };
        var only = new Option<int?>("--only") { Description = "number of images to label, spread over the prompts [default: all]", HelpName = "N" };
        var each = new Option<int>("--annotators-each") { Description = "number of annotators per image", HelpName = "N", DefaultValueFactory = _ => 3 };
        var known = new Option<string?>("--calibration")
        {
            Description = "table of images with known labels, mixed in to measure annotators",
            HelpName = "FILE",
        };
        var to = new Option<string?>("--to")
        {
            Description = $"file to save the answers to [default: {StudyLabels.FileName} in the folder]",
            HelpName = "FILE.db",
        };
        var seed = new Option<ulong>("--seed") { Description = "seed of the order", HelpName = "N", DefaultValueFactory = _ => 0 };
        var serving = new ServingOptions();
        var command = new Command("label", "Opens a page in the browser on which people label whether images match their prompts.")
        {
            where,
            prompts,
            prompt,
            only,
            each,
            known,
            to,
            seed,
            GlobalOptions.Runs,
        };
        serving.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(prompts) is not null && parsed.GetValue(prompt) is not null)
            {
                throw new RecipeUsageException(
                    "Prompts are given in more than one way. Use either a table (--prompts) or one prompt for all images (--prompt).");
            }

            if (parsed.GetValue(only) is < 1)
            {
                throw new RecipeUsageException("--only must be 1 or more.");
            }

            var request = serving.Read(parsed);
            var place = parsed.GetRequiredValue(where);
            var folder = new StudyLocator(new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time)).Folder(place);
            var readable = new ReadableImages(session);
            var found = PromptedImages.Read(folder, parsed.GetValue(prompts), parsed.GetValue(prompt));
            if (parsed.GetValue(prompts) is null && !ModelImageReader.IsRun(folder))
            {
                readable.NameThoseWithoutPrompt(folder, found);
            }

            var images = ImageSelection.Create(readable.Find(found), parsed.GetValue(only), parsed.GetValue(seed));
            StudyItem[] items =
            [
                .. images.Select(image => new StudyItem(0, image.Prompt, [image.Image], [])),
                .. parsed.GetValue(known) is { } table ? PromptedImages.Known(table) : [],
            ];
            var path = parsed.GetValue(to) ?? Path.Combine(folder, StudyLabels.FileName);
            using var study = Study.Begin(
                path, new StudyPlan(StudyKind.Labels, Path.GetFileName(folder), parsed.GetValue(each), parsed.GetValue(seed)), items, session.Time);
            var measured = parsed.GetValue(to) ?? (parsed.GetValue(GlobalOptions.Runs) is null ? place : folder);
            await new StudyServing(session, request).ServeAsync(
                study,
                $"Agreement of rewards: rewardlab bench run {ShellWord.Quote(measured)}    Progress and annotators: "
                + $"rewardlab study show {ShellWord.Quote(measured)}",
                cancellationToken);
            return readable.ExitCode;
        });
        return command;
    }
}
