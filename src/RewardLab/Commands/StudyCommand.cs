using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Studies;
using RewardLab.Reports.Pages;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab study'.</summary>
internal static class StudyCommand
{
    public static Command Create(Session session) =>
        new("study", "Shows, changes, exports and imports labels and comparisons.")
        {
            Show(session),
            StudyLinksCommand.Create(session),
            StudyChangeCommand.Create(session),
            Export(session),
            StudyImportCommand.Create(session),
        };

    internal static Argument<string> Where() =>
        new("WHERE") { Description = $"file of a study, or the folder or run that it belongs to ('{RunStore.Latest}' for the latest)" };

    internal static string Find(Session session, ParseResult parsed, Argument<string> where) =>
        new StudyLocator(new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time)).Study(parsed.GetRequiredValue(where));

    private static Command Show(Session session)
    {
        var where = Where();
        var seed = BenchOptions.NewSeed();
        var json = JsonOutput.NewOption();
        var command = new Command("show", "Shows a study's progress, its results with confidence intervals, and statistics of its annotators.")
        {
            where,
            seed,
            json,
            GlobalOptions.Runs,
        };
        command.SetAction(parsed =>
        {
            var path = Find(session, parsed, where);
            return JsonOutput.WriteEither(
                session, parsed.GetValue(json), [.. StudyTables.Create(StudyContent.Read(path), path, parsed.GetValue(seed))]);
        });
        return command;
    }

    private static Command Export(Session session)
    {
        var where = Where();
        var tia2 = new Option<string?>("--tia2") { Description = "labels in the format of TIA2's human_labels files", HelpName = "FILE.json" };
        var csv = new Option<string?>("--csv") { Description = "labels, or the compared image groups with their majorities", HelpName = "FILE.csv" };
        var parquet = new Option<string?>("--parquet") { Description = "labels", HelpName = "FILE.parquet" };
        var answers = new Option<string?>("--answers") { Description = "every answer ever given, with annotator, times and revision", HelpName = "FILE.csv" };
        var labelStudio = new Option<string?>("--label-studio")
        {
            Description = "images, labels and reward annotators' labels as tasks, annotations and predictions of Label Studio",
            HelpName = "FILE.json",
        };
        var comments = new Option<string?>("--comments") { Description = "every comment that annotators wrote", HelpName = "FILE.csv" };
        var adjudications = new Option<string?>("--adjudications")
        {
            Description = "every decision of the coordinator's page, with adjudicator, reason and history",
            HelpName = "FILE.csv",
        };
        var bars = new Option<string?>("--bars")
        {
            Description = "stacked bars of wins, ties and losses, one image per question (comparisons only)",
            HelpName = "FOLDER",
        };
        var force = TargetFile.NewForce();
        var command = new Command("export", "Exports labels and comparisons to files.")
        {
            where,
            tia2,
            csv,
            parquet,
            answers,
            labelStudio,
            comments,
            adjudications,
            bars,
            force,
            GlobalOptions.Runs,
        };
        command.SetAction(parsed =>
        {
            TargetFile.Require(
                parsed.GetValue(force),
                ("--tia2", parsed.GetValue(tia2)),
                ("--tia2", parsed.GetValue(tia2) is { } labels ? StudyExport.ImagesOf(labels) : null),
                ("--csv", parsed.GetValue(csv)),
                ("--parquet", parsed.GetValue(parquet)),
                ("--answers", parsed.GetValue(answers)),
                ("--label-studio", parsed.GetValue(labelStudio)),
                ("--comments", parsed.GetValue(comments)),
                ("--adjudications", parsed.GetValue(adjudications)));
            TargetFile.RequireFolder(
                parsed.GetValue(force),
                "--bars",
                parsed.GetValue(bars),
                [.. Enum.GetValues<StudyQuestion>()
                    .SelectMany(question => new[] { $"{question.ToString().ToLowerInvariant()}.png", $"{question.ToString().ToLowerInvariant()}.svg" })]);
            var content = StudyContent.Read(Find(session, parsed, where));
            var written = new List<string>();
            Write(tia2, path => StudyExport.WriteTia2(content, path));
            Write(parquet, path => StudyExport.WriteLabelsParquet(content, path));
            Write(answers, path => StudyExport.WriteAnswersCsv(content, path));
            Write(labelStudio, path => LabelStudioExport.Write(content, path));
            Write(comments, path => StudyNotesExport.WriteCommentsCsv(content, path));
            Write(adjudications, path => StudyNotesExport.WriteAdjudicationsCsv(content, path));
            Write(csv, path =>
            {
                if (content.Plan.Kind == StudyKind.Labels)
                {
                    StudyExport.WriteLabelsCsv(content, path);
                }
                else
                {
                    AtomicFileStream.WriteText(path, StudyTables.Sets(content).ToCsv());
                }
            });
            Write(bars, folder =>
            {
                Directory.CreateDirectory(folder);
                foreach (var (question, chart) in StudyCharts.Bars(content))
                {
                    AtomicFileStream.Write(Path.Combine(folder, $"{question.ToString().ToLowerInvariant()}.png"), chart.WritePng);
                    AtomicFileStream.Write(Path.Combine(folder, $"{question.ToString().ToLowerInvariant()}.svg"), chart.WriteSvg);
                }
            });
            session.Screen.Output.WriteLine(
                written.Count > 0
                    ? $"Written: {string.Join(", ", written)}"
                    : throw new RecipeUsageException(
                        "Nothing to write. Give at least one of --csv, --tia2, --parquet, --answers, --label-studio, --comments, --adjudications and --bars."));
            return ExitCode.Success;

            void Write(Option<string?> option, Action<string> write)
            {
                if (parsed.GetValue(option) is { } path)
                {
                    write(path);
                    written.Add(path);
                }
            }
        });
        return command;
    }
}
