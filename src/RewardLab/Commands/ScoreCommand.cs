using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Hosting.Prompts;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Scores;
using RewardLab.Runs.Captions;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab score'.</summary>
internal static class ScoreCommand
{
    public static Command Create(Session session)
    {
        var reward = new Option<string[]>("--reward")
        {
            Description = "id of a reward, such as clip or pickscore; repeatable ('plugins list' shows them)",
            HelpName = "ID",
        };
        var model = new Option<string?>("--model") { Description = "folder of a model; RewardLab recognises its reward", HelpName = "FOLDER" };
        var set = new Option<string[]>("--set")
        {
            Description = "set an option of a reward, such as --set clip.device=cpu; repeatable ('plugins show' lists them)",
            HelpName = "REWARD.OPTION=VALUE",
        };
        var images = new Option<string[]>("--images")
        {
            Description =
                "an image, a folder, or a quoted pattern such as \"out/**/*.png\"; repeatable. PNG, JPEG, WebP, GIF, BMP and TIFF are recognised by content; "
                + "other files are reported and skipped",
            HelpName = "GLOB",
        };
        var prompts = new Option<string?>("--prompts")
        {
            Description =
                "text file with one prompt per line, or a table with a column prompt (CSV, TSV, JSON, JSON lines, Parquet); "
                + "if the table also names an image in each row, each image is scored against its own prompt [default: "
                + "each image's own prompt, from metadata.jsonl, GenEval's folders, kohya's metadata, a .caption or .txt beside it, or a run's scores]",
            HelpName = "FILE",
        };
        var pairs = new Option<bool>("--pairs")
        {
            Description = "score each image against its own prompt only; the default if --prompts names such a table or no prompt is given",
        };
        var prompt = new Option<string[]>("--prompt") { Description = "a prompt, quoted; repeatable", HelpName = "TEXT" };
        var textNorm = new Option<string?>("--textnorm")
        {
            Description = "add TextNorm's scores: the generator of contrastive prompts, such as rules",
            HelpName = "GENERATOR",
        };
        var textNormSet = new Option<string[]>("--textnorm-set")
        {
            Description = "set an option of that generator, such as model=llama3.1; repeatable",
            HelpName = "OPTION=VALUE",
        };
        var textNormArguments = new TextNormArguments();
        var reading = GlobalOptions.NewImageReading();
        var csv = new Option<string?>("--csv") { Description = "CSV file to write", HelpName = "FILE" };
        var parquet = new Option<string?>("--parquet") { Description = "Parquet file to write", HelpName = "FILE" };
        var json = new Option<string?>("--json") { Description = "JSON file to write", HelpName = "FILE" };
        var resume = new Option<bool>("--resume") { Description = "continue an interrupted call with the same arguments" };
        var force = TargetFile.NewForce();
        var threads = GlobalOptions.NewThreads();
        var command = new Command("score", "Scores every image against every prompt, or each against its own. Exit code 3: some images could not be read.")
        {
            reward,
            model,
            set,
            images,
            prompts,
            prompt,
            pairs,
            textNorm,
            textNormSet,
            reading,
            csv,
            parquet,
            json,
            resume,
            force,
            threads,
        };
        textNormArguments.AddTo(command, textNorm);
        command.Validators.Add(result =>
        {
            if (result.ValueOrDefault(reward) is not { Length: > 0 } && result.ValueOrDefault(model) is null)
            {
                result.AddError("No reward is given. Name one with --reward ID or --model FOLDER.");
            }

            if (result.ValueOrDefault(prompt) is { Length: > 0 } && (result.ValueOrDefault(prompts) is not null || result.ValueOrDefault(pairs)))
            {
                result.AddError("Prompts are given in more than one way. Use one of --prompts FILE, --prompt TEXT, or --pairs for each image's own.");
            }

            if (result.ValueOrDefault(images) is not { Length: > 0 } && result.ValueOrDefault(prompts) is null)
            {
                result.AddError("No images are given. Name them with --images GLOB, or give a table of images and their prompts with --prompts FILE.");
            }

            if (result.ValueOrDefault(resume) && (result.ValueOrDefault(csv) ?? result.ValueOrDefault(parquet) ?? result.ValueOrDefault(json)) is null)
            {
                result.AddError("--resume needs the file that the interrupted call was writing: add its --csv, --parquet or --json.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            TargetFile.Require(
                parsed.GetValue(force), ("--csv", parsed.GetValue(csv)), ("--parquet", parsed.GetValue(parquet)), ("--json", parsed.GetValue(json)));
            string[] places = parsed.GetValue(images) ?? [];
            var isTable = parsed.GetValue(prompts) is { } named && (parsed.GetValue(pairs) || ImagePrompts.IsTable(named));
            var isPaired = isTable || (parsed.GetValue(prompts) is null && parsed.GetValue(prompt) is not { Length: > 0 });
            if (!isPaired && places.Length == 0)
            {
                throw new RecipeUsageException($"'{parsed.GetValue(prompts)}' names no images. Name them with --images.");
            }

            var request = new ScoreRequest
            {
                Rewards = [.. (parsed.GetValue(reward) ?? []).Distinct(StringComparer.Ordinal)],
                ModelFolder = parsed.GetValue(model),
                Settings = parsed.GetValue(set) ?? [],
                Images = places,
                IsPaired = isPaired,
                Table = isTable ? parsed.GetValue(prompts) : null,
                RequiresOwnPrompts = parsed.GetValue(pairs),
                ImageReading = parsed.GetValue(reading),
                Prompts = isPaired
                    ? []
                    : parsed.GetValue(prompts) is { } file ? [.. PromptLines.Read(file).Select(line => line.Prompt)] : Texts(parsed.GetRequiredValue(prompt)),
                Generator = parsed.GetValue(textNorm),
                GeneratorSettings = parsed.GetValue(textNormSet) ?? [],
                TextNorm = textNormArguments.Read(parsed),
                Csv = parsed.GetValue(csv),
                Parquet = parsed.GetValue(parquet),
                Json = parsed.GetValue(json),
                IsResumed = parsed.GetValue(resume),
            };
            return Task.FromResult(new ScoreJob(session, request, GlobalOptions.TorchOptions(parsed, parsed.GetValue(threads))).Execute(cancellationToken));
        });
        return command;
    }

    private static IReadOnlyList<string> Texts(string[] prompts) => prompts.Any(string.IsNullOrWhiteSpace)
        ? throw new RewardLabException("A prompt is empty. Write its text after --prompt.")
        : [.. prompts.Distinct(StringComparer.Ordinal)];
}
