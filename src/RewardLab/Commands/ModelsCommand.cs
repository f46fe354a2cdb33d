using System.CommandLine;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Experiments.Tables;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Plugins;
using RewardLab.Numerics.Runtime;
using RewardLab.Scoring;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>rewardlab models.</summary>
internal static class ModelsCommand
{
    public static Command Create(Session session) =>
        new("models", "Lists models, and fetches and checks their weights.") { List(session), Get(session), Verify(session), Where(session), Add(session), Remove(session) };

    private static Command List(Session session)
    {
        var command = new Command("list", "Lists every model that is known by id, and whether it is on this machine.");
        command.SetAction(_ =>
        {
            var (registry, store) = Open();
            session.Screen.Output.Write(new ResultTable(
                "",
                ["model", "reward", "licence", "here", "what it is"],
                registry.Models.Select(model => new object?[] { model.Id, model.Reward, model.Licence, State(store, model), model.Description })).ToText());
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Get(Session session)
    {
        var ids = new Argument<string[]>("ID") { Description = "ids, as 'models list' shows them", Arity = ArgumentArity.OneOrMore };
        var command = new Command("get", "Fetches models from the hub into its cache; what is there already is not fetched again. Needs HF_TOKEN for some, and follows HF_ENDPOINT, HF_HOME and HF_HUB_OFFLINE.") { ids };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (registry, store) = Open();
            var models = parsed.GetRequiredValue(ids).Distinct(StringComparer.Ordinal).Select(registry.Find).ToArray();
            using var downloader = new HubDownloader(HubOptions.FromEnvironment(), HubCache.FromEnvironment());
            foreach (var model in models)
            {
                if (model.Folder is not null || store.Missing(model).Count == 0)
                {
                    session.Screen.Output.WriteLine($"{model.Id}: is here already, {string.Join(" and ", store.Folders(model.Id))}");
                    continue;
                }

                session.MustEndInOrder = true;
                await downloader.GetAsync(model.Files, new Meter(session.Screen, model.Id), cancellationToken);
                session.Screen.EndProgress();
                session.MustEndInOrder = false;
                session.Screen.Output.WriteLine($"{model.Id}: fetched and checked, {string.Join(" and ", store.Folders(model.Id))}{(model.Licence.Length > 0 ? $" (licence: {model.Licence})" : "")}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command Verify(Session session)
    {
        var id = Id();
        var command = new Command("verify", "Reads every file of a model anew and compares it with its hash.") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (registry, store) = Open();
            var model = registry.Find(parsed.GetRequiredValue(id));
            if (model.Folder is not null)
            {
                throw new RewardLabException($"'{model.Id}' is a folder of yours, {model.Folder}: there are no hashes to compare it with.");
            }

            var rows = new List<object?[]>();
            var isGood = true;
            foreach (var file in model.Files)
            {
                var (result, isRight) = await FileCheck.RunAsync(store.Find(file), file, cancellationToken);
                rows.Add([file.Name, result]);
                isGood &= isRight;
            }

            session.Screen.Output.Write(new ResultTable("", ["file", "result"], rows).ToText());
            return isGood ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static Command Where(Session session)
    {
        var id = Id();
        var command = new Command("where", "Prints the folders that hold a model, one a line.") { id };
        command.SetAction(parsed =>
        {
            foreach (var folder in Open().Store.Folders(parsed.GetRequiredValue(id)))
            {
                session.Screen.Output.WriteLine(folder);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command Add(Session session)
    {
        var folder = new Argument<string>("FOLDER") { Description = "a folder with weights, configuration and tokenizer" };
        var id = new Option<string?>("--id") { Description = "the id to know it by [default: the folder's name]", HelpName = "ID" };
        var command = new Command("add", "Makes a folder of yours known by an id; it stays where it is.") { folder, id };
        command.SetAction(parsed =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(folder));
            TorchRuntime.Start(GlobalOptions.TorchOptions(parsed));
            var found = FolderRecognizer.Recognize(path);
            var name = parsed.GetValue(id) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
            Open().Registry.Add(new ModelEntry(name, $"a folder of yours: {path}", found.Architecture, found.Reward, "", [], path));
            session.Screen.Output.WriteLine($"{name}: {found.Description}; score with it by 'rewardlab score --reward {found.Reward} --set {found.Reward}.model={name} ...'.");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Remove(Session session)
    {
        var id = Id();
        var command = new Command("remove", "Forgets a folder that 'models add' made known; the folder stays as it is.") { id };
        command.SetAction(parsed =>
        {
            Open().Registry.Remove(parsed.GetRequiredValue(id));
            session.Screen.Output.WriteLine($"{parsed.GetRequiredValue(id)}: forgotten");
            return ExitCode.Success;
        });
        return command;
    }

    private static string State(ModelStore store, ModelEntry model)
    {
        if (model.Folder is { } folder)
        {
            return Directory.Exists(folder) ? "yes" : "gone";
        }

        var missing = store.Missing(model).Count;
        return missing == 0 ? "yes" : missing == model.Files.Count ? "no" : string.Create(CultureInfo.InvariantCulture, $"{model.Files.Count - missing} of {model.Files.Count} files");
    }

    private static (ModelRegistry Registry, ModelStore Store) Open()
    {
        var registry = ModelRegistry.Of(UserFolders.FromEnvironment());
        return (registry, new ModelStore(registry, HubCache.FromEnvironment()));
    }

    private static Argument<string> Id() => new("ID") { Description = "the model's id, as 'models list' shows it" };

    private sealed class Meter(Screen screen, string name) : IProgress<HubProgress>
    {
        private const long Megabyte = 1_000_000;

        public void Report(HubProgress value) => screen.OnProgress($"{name} MB", value.DoneBytes / Megabyte, Math.Max(1, value.TotalBytes / Megabyte));
    }
}
