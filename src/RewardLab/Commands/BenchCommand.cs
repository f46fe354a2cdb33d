using System.CommandLine;
using RewardLab.Jobs.Benchmarks;
using RewardLab.Jobs.Studies;
using RewardLab.Runs.Store;
using RewardLab.Studies.Benchmarks;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab bench'.</summary>
internal static class BenchCommand
{
    public static Command Create(Session session) =>
        new("bench", "Measures how well rewards agree with people's labels and preferences.") { Run(session), Tia2(session) };

    private static Command Run(Session session)
    {
        var data = new Argument<string>("DATA")
        {
            Description = "folder of a benchmark, a file of labels or preferences (CSV, JSON, JSON lines, Parquet), or a run whose images have been labelled",
        };
        var options = new BenchOptions();
        var command = new Command(
            "run",
            "Measures rewards on any benchmark; without a reward it summarises the labels and, for a run, measures how well its own scores agree with them.")
            {
                data,
                GlobalOptions.Runs,
            };
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) => Execute(session, options, parsed, Place(session, parsed, parsed.GetRequiredValue(data)), cancellationToken));
        return command;
    }

    // A run is known by its id where there is no such file.
    private static string Place(Session session, ParseResult parsed, string data)
    {
        var store = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time);
        return File.Exists(data) || Directory.Exists(data) || data.AsSpan().ContainsAny('/', '\\')
            ? data
            : new StudyLocator(store).Find(data, Path.HasExtension(data) ? "file" : "file or folder");
    }

    private static Command Tia2(Session session)
    {
        var data = Data(isRequired: false);
        var options = new BenchOptions();
        var command = new Command("tia2", "Measures rewards on the paper's benchmark: 550 prompts, 50 images per prompt, three annotators.")
        {
            data,
            Published(session),
        };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.ValueOrDefault(data) is null && !result.Children.OfType<System.CommandLine.Parsing.CommandResult>().Any())
            {
                result.AddError("No folder of TIA2 is given. Name it with --data DIR; 'rewardlab data get tia2' downloads it.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(data)!;
            return Tia2Folder.IsOne(folder)
                ? Execute(session, options, parsed, folder, cancellationToken)
                : throw new Abstractions.RewardLabException(
                    $"'{folder}' is not in the layout of TIA2's repository: it has no folder human_annotations. 'rewardlab data get tia2' downloads it.");
        });
        return command;
    }

    private static Task<int> Execute(Session session, BenchOptions options, ParseResult parsed, string data, CancellationToken cancellationToken)
    {
        new BenchJob(session, options.Read(parsed, data), options.Torch(parsed)).Execute(cancellationToken);
        return Task.FromResult(ExitCode.Success);
    }

    private static Command Published(Session session)
    {
        var data = Data(isRequired: true);
        var authors = new Option<string?>("--authors")
        {
            Description =
                "folder of the authors' own files, as 'data get tia2-authors' downloads them; "
                + "adds TextNorm of single rewards on their 30 prompts per split [default: the folder 'authors' in --data, if it exists]",
            HelpName = "DIR",
        };
        var seed = BenchOptions.NewSeed();
        var csv = BenchOptions.NewCsv();
        var json = JsonOutput.NewOption();
        var force = TargetFile.NewForce();
        var command = new Command("published", "Rebuilds the paper's tables from its released results per prompt, with confidence intervals and paired tests.")
        {
            data,
            authors,
            seed,
            csv,
            json,
            force,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            TargetFile.RequireFolder(parsed.GetValue(force), "--csv", parsed.GetValue(csv), BenchOutput.Pattern);
            var folder = new Tia2Folder(parsed.GetRequiredValue(data)!);
            var own = parsed.GetValue(authors) ?? folder.AuthorsFolder;
            if (own is not null && !Directory.Exists(own))
            {
                throw new Abstractions.RewardLabException(
                    $"There is no folder '{own}'. Give --authors the folder that 'rewardlab data get tia2-authors' creates.");
            }

            BenchOutput.Write(
                session,
                PublishedReport.Create(folder, own, parsed.GetValue(seed)),
                parsed.GetValue(csv),
                parsed.GetValue(json),
                cancellationToken);

            if (own is null)
            {
                session.Screen.Status.WriteLine(
                    "TextNorm of single rewards, on 30 prompts per split, is in the authors' own files: "
                    + "download them with 'rewardlab data get tia2-authors' and name them with --authors DIR.");
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static Option<string?> Data(bool isRequired) =>
        new("--data") { Description = "folder in the layout of TIA2's repository", HelpName = "DIR", Required = isRequired };
}
