using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Reports.Pages;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab report'.</summary>
internal static class ReportCommand
{
    public static Command Create(Session session)
    {
        var ids = RunArgument.CreateMany(session, "RUN");
        var to = new Option<string?>("--to") { Description = "HTML file to write [default: report-RUN.html in the current folder]", HelpName = "FILE" };
        var title = new Option<string?>("--title") { Description = "title of the page [default: the runs' names]", HelpName = "TEXT" };
        var force = TargetFile.NewForce();
        var command = new Command(
            "report",
            "Writes one HTML page about any number of runs, finished or not: what differs, overlaid curves, tables, images, and how to run each again.")
        {
            ids, to, title, force, GlobalOptions.Runs,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetRequiredValue(ids).Any(string.IsNullOrWhiteSpace))
            {
                throw new RecipeUsageException("The id of a run is empty. 'rewardlab runs list' lists all runs.");
            }

            var store = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time);
            RunEntry[] runs = [.. parsed.GetRequiredValue(ids).Select(id => store.Find(id)).DistinctBy(run => run.Folder, StringComparer.Ordinal)];
            var target = parsed.GetValue(to) ?? $"report-{runs[0].Id}{(runs.Length > 1 ? $"-and-{runs.Length - 1}" : "")}.html";
            TargetFile.Require(parsed.GetValue(force), ("--to", target));

            // Whole before it is a file: what goes wrong on the way leaves no page that breaks off.
            using var page = new MemoryStream();
            new RunsPage(RunFacts.Read(runs), parsed.GetValue(title)).Write(page);
            using (var file = new AtomicFileStream(target))
            {
                page.WriteTo(file);
            }

            session.Screen.Output.WriteLine(
                $"Report of {runs.Length} {(runs.Length == 1 ? "run" : "runs")} written to {target}, {Math.Max(1, page.Length / 1000)} kB.");
            return ExitCode.Success;
        });
        return command;
    }
}
