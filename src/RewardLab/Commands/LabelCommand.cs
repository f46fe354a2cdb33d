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

/// <summary>rewardlab label.</summary>
internal static class LabelCommand
{
    public static Command Create(Session session)
    {
        var where = new Argument<string>("WHERE") { Description = $"a folder of pictures, or a run: its id, a part of it, or '{RunStore.Latest}'" };
        var prompts = new Option<string?>("--prompts") { Description = "table with a picture and its prompt in each row (CSV, JSON, JSON lines, Parquet) [default: the run's scores, metadata.jsonl, or a text file beside each picture]", HelpName = "FILE" };
        var prompt = new Option<string?>("--prompt") { Description = "the one prompt of all pictures, quoted", HelpName = "TEXT" };
        var only = new Option<int?>("--only") { Description = "ask for so many pictures, spread over prompts [default: all]", HelpName = "N" };
        var each = new Option<int>("--annotators-each") { Description = "how many people label each picture", HelpName = "N", DefaultValueFactory = _ => 3 };
        var known = new Option<string?>("--calibration") { Description = "table of pictures whose labels are known, mixed in to measure annotators", HelpName = "FILE" };
        var to = new Option<string?>("--to") { Description = $"file that keeps the answers [default: {StudyLabels.FileName} in the folder]", HelpName = "FILE.db" };
        var seed = new Option<ulong>("--seed") { Description = "seed of orders", HelpName = "N", DefaultValueFactory = _ => 0 };
        var serving = new ServingOptions();
        var command = new Command("label", "Asks people whether pictures match their prompts, on a page in the browser.") { where, prompts, prompt, only, each, known, to, seed, GlobalOptions.Runs };
        serving.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(prompts) is not null && parsed.GetValue(prompt) is not null)
            {
                throw new RecipeUsageException("Give either a table of prompts (--prompts) or one prompt for all (--prompt).");
            }

            if (parsed.GetValue(only) is < 1)
            {
                throw new RecipeUsageException("--only must be at least 1.");
            }

            var request = serving.Read(parsed);
            var place = parsed.GetRequiredValue(where);
            var folder = new StudyPlace(new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time)).Folder(place);
            var readable = new ReadablePictures(session);
            var found = PromptedPictures.Of(folder, parsed.GetValue(prompts), parsed.GetValue(prompt));
            if (parsed.GetValue(prompts) is null && !ModelPictureReader.IsRun(folder))
            {
                readable.NameThoseWithoutPrompt(folder, found);
            }

            var pictures = PictureChoice.Of(readable.Of(found), parsed.GetValue(only), parsed.GetValue(seed));
            StudyItem[] items =
            [
                .. pictures.Select(picture => new StudyItem(0, picture.Prompt, [picture.Picture], [])),
                .. parsed.GetValue(known) is { } table ? PromptedPictures.Known(table) : [],
            ];
            var path = parsed.GetValue(to) ?? Path.Combine(folder, StudyLabels.FileName);
            using var study = Study.Begin(path, new StudyPlan(StudyKind.Labels, Path.GetFileName(folder), parsed.GetValue(each), parsed.GetValue(seed)), items, session.Time);
            var measured = parsed.GetValue(to) ?? (parsed.GetValue(GlobalOptions.Runs) is null ? place : folder);
            await new StudyServing(session, request).ServeAsync(study, $"Rewards against these labels: rewardlab bench run {ShellWord.Of(measured)}    How it stands: rewardlab study show {ShellWord.Of(measured)}", cancellationToken);
            return readable.ExitCode;
        });
        return command;
    }
}
