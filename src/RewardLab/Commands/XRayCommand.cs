using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Jobs.Scores;
using RewardLab.Jobs.XRays;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab xray'.</summary>
internal static class XRayCommand
{
    private const int DefaultProbeSteps = 200;

    public static Command Create(Session session)
    {
        var reward = new Argument<string[]>("REWARD")
        {
            Description = "a reward's id, such as clip, or NAME=FILE.yaml of a reward tree, such as an ensemble; others are compared with the first",
            Arity = ArgumentArity.OneOrMore,
        };
        var set = new Option<string[]>("--set")
        {
            Description = "set an option of a reward that is named by its id, such as --set clip.device=cpu; repeatable ('plugins show' lists them)",
            HelpName = "REWARD.OPTION=VALUE",
        };
        var images = new Option<string[]>("--images")
        {
            Description = "an image, a folder, a run, or a quoted pattern such as \"out/**/*.png\"; repeatable; two or more of some prompt",
            HelpName = "GLOB",
        };
        var prompts = new Option<string?>("--prompts")
        {
            Description = "table with the columns image and prompt; for --scenes also a text file with one prompt per line [default: each image's own prompt]",
            HelpName = "FILE",
        };
        var prompt = new Option<string?>("--prompt") { Description = "the prompt of all images, quoted", HelpName = "TEXT" };
        var data = new Option<string?>("--data")
        {
            Description = "folder of a benchmark, or a file of labels: its images, and how well the rewards agree with its labels",
            HelpName = "DATA",
        };
        var scenes = new Option<string?>("--scenes")
        {
            Description = "image model that renders prompts and edits that break them, such as toybox-scenes; without --images its renders are the images",
            HelpName = "MODEL",
        };
        var perPrompt = new Option<int>("--images-per-prompt")
        {
            Description = "images per prompt at most, 0 for all; renders per prompt, at least 2",
            HelpName = "N",
            DefaultValueFactory = _ => 8,
        };
        var contrastive = new Option<string?>("--contrastive")
        {
            Description = "generator of contrastive prompts, with which a reward should fall, such as rules [default: that of --textnorm]",
            HelpName = "GENERATOR",
        };
        var textNorm = new Option<string?>("--textnorm")
        {
            Description = "compare with TextNorm of each reward, too: the generator of contrastive prompts, such as rules",
            HelpName = "GENERATOR",
        };
        var generatorSet = new Option<string[]>("--textnorm-set")
        {
            Description = "set an option of the generator, such as model=llama3.1; repeatable",
            HelpName = "OPTION=VALUE",
        };
        var textNormArguments = new TextNormArguments();
        var precision = new Option<string[]>("--compare-precision")
        {
            Description = "score in this precision, too, such as bf16, and report the difference; repeatable",
            HelpName = "TYPE",
        };
        var probe = new Option<int>("--probe-steps")
        {
            Description = "filters that the probe of what the reward wants tries; 0 for no probe",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultProbeSteps,
        };
        var speed = new Option<bool>("--speed") { Description = "measure the speed; without it the same call writes the same bytes" };
        var paid = new Option<bool>("--paid") { Description = "ask rewards whose answers cost money, such as judges behind a service" };
        var seed = new Option<ulong>("--seed") { Description = "seed of renders and of the probe", HelpName = "N", DefaultValueFactory = _ => 0 };
        var html = new Option<string?>("--html") { Description = "page to write", HelpName = "FILE.html" };
        var json = new Option<string?>("--json") { Description = "JSON file to write", HelpName = "FILE.json" };
        var reading = GlobalOptions.NewImageReading();
        var force = TargetFile.NewForce();
        var threads = GlobalOptions.NewThreads();
        var command = new Command(
            "xray",
            "Measures what moves a reward that should not (light, colour, noise, JPEG, wording), and whether what breaks the meaning lowers it. "
            + "Exit code 3: some images could not be used.")
            {
                reward, set, images, prompts, prompt, data, scenes, perPrompt, contrastive, textNorm, generatorSet, precision, probe, speed, paid, seed, html,
                json, reading, force, threads,
            };
        textNormArguments.AddTo(command, textNorm);
        command.Validators.Add(result =>
        {
            if (result.ValueOrDefault(images) is not { Length: > 0 } && result.ValueOrDefault(data) is null && result.ValueOrDefault(scenes) is null)
            {
                result.AddError("No images are given. Name them with --images GLOB or --data DATA, or render them with --scenes toybox-scenes.");
            }

            if (result.ValueOrDefault(prompt) is not null && result.ValueOrDefault(prompts) is not null)
            {
                result.AddError("Prompts are given in more than one way. Use one of --prompts FILE and --prompt TEXT.");
            }

            if (result.ValueOrDefault(data) is not null && (result.ValueOrDefault(prompt) ?? result.ValueOrDefault(prompts)) is not null)
            {
                result.AddError("--data names the prompts of its images. Leave --prompts and --prompt out.");
            }

            if (result.ValueOrDefault(perPrompt) < 0 || result.ValueOrDefault(probe) < 0)
            {
                result.AddError("--images-per-prompt and --probe-steps must be at least 0.");
            }

            if (result.ValueOrDefault(contrastive) is not null && result.ValueOrDefault(textNorm) is not null)
            {
                result.AddError("--textnorm's generator writes the contrastive prompts. Leave --contrastive out.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            TargetFile.Require(parsed.GetValue(force), ("--html", parsed.GetValue(html)), ("--json", parsed.GetValue(json)));
            var request = new XRayRequest
            {
                Rewards = [.. parsed.GetRequiredValue(reward).Distinct(StringComparer.Ordinal)],
                Settings = parsed.GetValue(set) ?? [],
                Generator = parsed.GetValue(textNorm) ?? parsed.GetValue(contrastive),
                GeneratorSettings = parsed.GetValue(generatorSet) ?? [],
                HasTextNorm = parsed.GetValue(textNorm) is not null,
                TextNorm = textNormArguments.Read(parsed),
                Images = parsed.GetValue(images) ?? [],
                PromptFile = parsed.GetValue(prompts),
                Prompt = parsed.GetValue(prompt) is { } text && string.IsNullOrWhiteSpace(text)
                    ? throw new RewardLabException("A prompt is empty. Write its text after --prompt.")
                    : parsed.GetValue(prompt),
                Data = parsed.GetValue(data),
                Scenes = parsed.GetValue(scenes),
                ImagesPerPrompt = parsed.GetValue(perPrompt),
                ImageReading = parsed.GetValue(reading),
                Precisions = parsed.GetValue(precision) ?? [],
                ProbeSteps = parsed.GetValue(probe),
                HasSpeed = parsed.GetValue(speed),
                IsPaid = parsed.GetValue(paid),
                Seed = parsed.GetValue(seed),
                Html = parsed.GetValue(html),
                Json = parsed.GetValue(json),
            };
            return Task.FromResult(new XRayJob(session, request, GlobalOptions.TorchOptions(parsed, parsed.GetValue(threads))).Execute(cancellationToken));
        });
        return command;
    }
}
