using System.CommandLine;
using RewardLab.Benching;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>rewardlab bench.</summary>
internal static class BenchCommand
{
    public static Command Create(Session session) =>
        new("bench", "Measures rewards against people's labels.") { Tia2(session) };

    private static Command Tia2(Session session) =>
        new("tia2", "The paper's benchmark: 550 prompts, 50 pictures each, three annotators.") { Published(session) };

    private static Command Published(Session session)
    {
        var data = new Option<string>("--data") { Description = "folder laid out as TIA2's repository", HelpName = "DIR", Required = true };
        var seed = Seed();
        var csv = new Option<string?>("--csv") { Description = "folder to write each table into as CSV", HelpName = "DIR" };
        var command = new Command("published", "Rebuilds the paper's tables from its released per-prompt results, with intervals and paired tests.") { data, seed, csv };
        command.SetAction((parsed, cancellationToken) =>
        {
            foreach (var (index, table) in PublishedReport.Of(new Tia2Folder(parsed.GetRequiredValue(data)), parsed.GetValue(seed)).Index())
            {
                cancellationToken.ThrowIfCancellationRequested();
                BenchOutput.Write(session, table, parsed.GetValue(csv), index);
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static Option<ulong> Seed() => new("--seed") { Description = "seed of bootstrap resamples and sign patterns", HelpName = "N", DefaultValueFactory = _ => 0 };
}
