using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Prompts;
using RewardLab.Experiments.Files;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>rewardlab prompts.</summary>
internal static class PromptsCommand
{
    public static Command Create(Session session) =>
        new("prompts", "Shows and builds sets of contrastive prompts.") { Show(session), Build(session) };

    private static Command Show(Session session)
    {
        var generator = Generator();
        var prompt = new Argument<string>("PROMPT") { Description = "one prompt, quoted, such as \"three deer\"" };
        var command = new Command("show", "Shows the contrastive prompts of one prompt.") { generator, prompt };
        command.SetAction((parsed, cancellationToken) =>
        {
            using var made = Make(session, parsed.GetRequiredValue(generator));
            var set = made.Generator.Generate(parsed.GetRequiredValue(prompt), cancellationToken);
            session.Screen.Output.WriteLine($"\"{set.Prompt}\" against {set.Contrasts.Count} by {made.Generator.Name}:");
            foreach (var contrast in set.Contrasts)
            {
                session.Screen.Output.WriteLine($"  {contrast}");
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static Command Build(Session session)
    {
        var generator = Generator();
        var prompts = new Argument<string>("PROMPTS.txt") { Description = "text file, a prompt a line; empty lines are skipped" };
        var target = new Option<string>("--out") { Description = "JSON file to write, in the layout of TIA2's prompt sets", HelpName = "SET.json", Required = true };
        var command = new Command("build", "Writes the contrastive prompts of many prompts to one file.") { prompts, generator, target };
        command.SetAction((parsed, cancellationToken) =>
        {
            var source = parsed.GetRequiredValue(prompts);
            var lines = PromptLines.Read(source);
            using var made = Make(session, parsed.GetRequiredValue(generator));
            var sets = lines.Select(line => Generate(made.Generator, line, source, cancellationToken)).ToArray();
            var path = parsed.GetRequiredValue(target);
            using (var buffer = new MemoryStream())
            {
                PromptSetFile.Write(buffer, sets);
                using var file = new AtomicFileStream(path);
                buffer.WriteTo(file);
            }

            session.Screen.Output.WriteLine($"Wrote {sets.Length} sets to {path}");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static ContrastiveSet Generate(IPromptGenerator generator, PromptLine line, string source, CancellationToken cancellationToken)
    {
        try
        {
            return generator.Generate(line.Prompt, cancellationToken);
        }
        catch (RewardLabException exception)
        {
            throw new RewardLabException($"{source}({line.Number}): {exception.Message}", exception);
        }
    }

    private static Option<string> Generator() =>
        new("--generator") { Description = "id of the generator, such as counting or composition", HelpName = "ID", Required = true };

    private static OwnedGenerator Make(Session session, string id) =>
        new(Plugins.Start(session).Components.Create<IPromptGenerator>(new ComponentReference(id)));

    private sealed class OwnedGenerator(IPromptGenerator generator) : IDisposable
    {
        public IPromptGenerator Generator { get; } = generator;

        public void Dispose() => (Generator as IDisposable)?.Dispose();
    }
}
