using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Hosting.Data;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Runs.Rows;
using RewardLab.Runs.Tables;
using RewardLab.Studies.Benchmarks;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab data'.</summary>
internal static class DataCommand
{
    public static Command Create(Session session) =>
        new("data", "Downloads and checks published benchmarks.") { List(session), Get(session), Verify(session), Unpack(session) };

    private static Command List(Session session)
    {
        var json = JsonOutput.NewOption();
        var command = new Command("list", "Lists the data sets that can be downloaded.") { json };
        command.SetAction(parsed => parsed.GetValue(json)
            ? JsonOutput.Write(
                session, DataSet.All.Select(data => new { data.Id, data.Description, Bytes = data.Files.Sum(file => (long)file.Bytes), data.Source }))
            : JsonOutput.WriteEither(session, isJson: false,
            [
                new ResultTable(
                    "",
                    ["id", "what", "MB"],
                    DataSet.All.Select(data => (IReadOnlyList<object?>)[data.Id, data.Description, data.Files.Sum(file => file.Bytes) / 1e6])),
            ]));
        return command;
    }

    private static Command Get(Session session)
    {
        var id = Id();
        var folder = Folder();
        var from = new Option<Uri?>("--from")
        {
            Description = "URL to download from instead of the publisher's, such as a mirror; the files must have the same hashes",
            HelpName = "URL",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri
                : Refused(result),
        };
        var command = new Command("get", "Downloads a data set; files that are already here are kept.") { id, folder, from };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var data = DataSet.Find(parsed.GetRequiredValue(id));
            var path = parsed.GetValue(folder) ?? data.Folder;
            var meter = new Meter(session.Screen, data.Id);
            var fetched = await DataDownload.RunAsync(
                parsed.GetValue(from) is { } mirror ? data with { Source = mirror } : data, path, HubOptions.FromEnvironment(), meter, cancellationToken);
            session.Screen.EndProgress();
            session.Screen.Output.WriteLine($"{data.Id}: {data.Files.Count} files in {path}, {fetched} of them downloaded now.");
            session.Screen.Output.WriteLine(data.Remark);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Verify(Session session)
    {
        var id = Id();
        var folder = Folder();
        var images = new Option<string?>("--images") { Description = "folder of the images [default: images beside the labels]", HelpName = "DIR" };
        var json = JsonOutput.NewOption();
        var command = new Command("verify", "Checks the hash of every file of a data set, and counts prompts, labels and images.")
        {
            id,
            folder,
            images,
            json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var data = DataSet.Find(parsed.GetRequiredValue(id));
            var path = parsed.GetValue(folder) ?? data.Folder;
            if (!Directory.Exists(path))
            {
                throw new RewardLabException($"There is no folder '{path}'. Download it with 'rewardlab data get {data.Id} --out {path}'.");
            }

            var files = await DataDownload.VerifyAsync(data, path, cancellationToken);
            var isHere = files.All(result => result.Problem != "missing");
            ResultTable[] tables =
            [
                new ResultTable("", ["file", "result"], files.Select(result => (IReadOnlyList<object?>)[result.File.Name, result.Problem ?? "right"])),
                .. isHere && data.IsBenchmark ? [Counts(BenchmarkFolder.Open(path, parsed.GetValue(images)))] : Array.Empty<ResultTable>(),
            ];
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(session, new
                {
                    data.Id,
                    Folder = path,
                    IsGood = files.All(result => result.Problem is null),
                    Files = files.Select(result => new { result.File.Name, IsRight = result.Problem is null, result.Problem }),
                    Splits = tables.Skip(1).Select(table => ResultTableJson.Create(table)["rows"]).SingleOrDefault(),
                });
            }
            else
            {
                JsonOutput.WriteEither(session, isJson: false, tables);
                if (isHere)
                {
                    session.Screen.Output.WriteLine(data.Remark);
                }
            }

            return files.All(result => result.Problem is null) ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static Command Unpack(Session session)
    {
        var file = new Argument<string>("FILE.parquet") { Description = "a Parquet file that contains images, such as Pick-a-Pic's" };
        var folder = new Option<string>("--out") { Description = "folder to create the benchmark in", HelpName = "DIR", Required = true };
        var force = TargetFile.NewForce();
        var command = new Command("unpack", "Extracts the images of a Parquet file, so that 'bench run' can measure rewards on them.") { file, folder, force };
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(folder);
            TargetFile.RequireFolder(parsed.GetValue(force), "--out", path, Path.GetFileName(ParquetImages.TableOf(parsed.GetRequiredValue(file), path)));
            var (rows, images) = ParquetImages.Unpack(
                parsed.GetRequiredValue(file), path, (done, total) => session.Screen.OnProgress("row groups", done, total), cancellationToken);
            session.Screen.EndProgress();
            session.Screen.Output.WriteLine($"{rows} rows and {images} images written. Measure a reward with 'rewardlab bench run {path} --reward ID'.");
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static ResultTable Counts(IReadOnlyList<BenchmarkSource> sources) => new(
        "",
        ["split", "prompts", "with contrastive prompts", "labelled images", "images here"],
        sources.Select(source => (IReadOnlyList<object?>)
        [
            source.Set.Name,
            source.Set.Prompts.Count,
            source.Set.Prompts.Count(prompt => source.ContrastivePrompts.Any(set => set.Prompt == prompt.Prompt)),
            source.Set.Images.Count,
            source.Set.Images.Count(image => source.PathOf(image.Image) is not null),
        ]));

    private static Argument<string> Id() => new("ID") { Description = "the data set's id, as 'data list' shows it" };

    private static Option<string?> Folder() =>
        new("--out") { Description = "folder of the data set [default: its id; tia2/authors for tia2-authors]", HelpName = "DIR" };

    private static Uri? Refused(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--from must be a URL such as https://example.org/tia2, not '{result.Tokens[0].Value}'.");
        return null;
    }

    private sealed class Meter(Screen screen, string name) : IProgress<HubProgress>
    {
        private const long Kilobyte = 1000;

        public void Report(HubProgress value) => screen.OnProgress($"{name} kB", value.DoneBytes / Kilobyte, Math.Max(1, value.TotalBytes / Kilobyte));
    }
}
