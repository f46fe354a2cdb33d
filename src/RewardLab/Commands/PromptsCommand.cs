using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Hosting.Prompts;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Prompts;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab prompts'.</summary>
internal static class PromptsCommand
{
    private const int MaxParallel = 64;

    public static Command Create(Session session) =>
        new("prompts", "Shows and builds contrastive prompts.") { Show(session), Build(session) };

    private static Command Show(Session session)
    {
        var generator = new GeneratorOptions();
        var prompt = new Argument<string>("PROMPT") { Description = "a prompt, quoted, such as \"three deer\"" };
        var json = JsonOutput.NewOption();
        var command = new Command("show", "Shows the contrastive prompts of one prompt.") { prompt, json };
        generator.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var made = Make(session, parsed, generator, out _);
            var set = await made.Generator.GenerateAsync(parsed.GetRequiredValue(prompt), cancellationToken);
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, new { set.Prompt, set.ContrastivePrompts, Generator = made.Generator.Name, set.Provenance });
            }

            session.Screen.Output.WriteLine($"\"{set.Prompt}\" against {set.ContrastivePrompts.Count} by {made.Generator.Name}:");
            foreach (var contrastivePrompt in set.ContrastivePrompts)
            {
                session.Screen.Output.WriteLine($"  {contrastivePrompt}");
            }

            session.Screen.Output.WriteLine($"from {ProvenanceLine.Format(set.Provenance)}");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Build(Session session)
    {
        var generator = new GeneratorOptions();
        var prompts = new Argument<string>("PROMPTS.txt")
        {
            Description = "text file with one prompt per line, or a table with a column prompt (CSV, TSV, JSON, JSON lines, Parquet)",
        };
        var target = new Option<string>("--out")
        {
            Description = "JSON file to write, in the layout of TIA2's prompt sets",
            HelpName = "SET.json",
            Required = true,
        };
        var parallel = new Option<int>("--parallel")
        {
            Description = "number of prompts processed at the same time; the order of the file is kept",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var resume = new Option<bool>("--resume") { Description = "continue an interrupted call with the same arguments" };
        var force = TargetFile.NewForce();
        var command = new Command("build", "Writes the contrastive prompts of many prompts to a file.") { prompts, target, parallel, resume, force };
        generator.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(parallel) is not (>= 1 and <= MaxParallel))
            {
                throw new RecipeUsageException($"--parallel must be from 1 to {MaxParallel}.");
            }

            var source = parsed.GetRequiredValue(prompts);
            var request = new PromptBuildRequest
            {
                Source = source,
                Lines = PromptLines.Read(source),
                Target = parsed.GetRequiredValue(target),
                Parallel = parsed.GetValue(parallel),
                IsResumed = parsed.GetValue(resume),
            };
            TargetFile.Require(parsed.GetValue(force), ("--out", request.Target), ("--out", request.Provenance));
            using var made = Make(session, parsed, generator, out var description);
            return await new PromptBuildJob(session, request, made.Generator, description).ExecuteAsync(cancellationToken);
        });
        return command;
    }

    private static OwnedGenerator Make(Session session, ParseResult parsed, GeneratorOptions options, out string description)
    {
        var components = Plugins.Start(session).Components;
        var choice = options.Read(parsed, components.Components);
        description = choice.Describe();
        return new OwnedGenerator(components.Create<IPromptGenerator>(choice.Reference));
    }
}
