using System.CommandLine;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Scores;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab models'.</summary>
internal static class ModelsCommand
{
    private const string StableDiffusion = "stable-diffusion";

    public static Command Create(Session session) =>
        new("models", "Lists, downloads and checks models.") { List(session), Get(session), Verify(session), Where(session), Add(session), Remove(session) };

    private static Command List(Session session)
    {
        var json = JsonOutput.NewOption();
        var command = new Command("list", "Lists the models known by id, and whether they are on this machine.") { json };
        command.SetAction(parsed =>
        {
            var (registry, store) = Open();
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, registry.Models.Select(model => new
                {
                    model.Id, Kind = model.Kind is { } known ? ComponentKinds.Name(known) : null, model.Reward, ImageModel = model.Images, model.Architecture,
                    model.Licence, model.Description, model.Parameters, model.Bytes, model.Folder,
                    Files = model.Files.Count, FilesHere = model.Files.Count - (model.Folder is null ? store.Missing(model).Count : 0),
                    IsHere = State(store, model) == "yes",
                }));
            }

            foreach (var kind in registry.Models.GroupBy(model => model.Kind).OrderBy(group => group.Key ?? (ComponentKind)int.MaxValue))
            {
                session.Screen.WriteTable(new ResultTable(
                    kind.Key switch { ComponentKind.Reward => "Reward models", ComponentKind.ImageModel => "Image models", _ => "Other models" },
                    ["model", kind.Key == ComponentKind.ImageModel ? "image model" : "reward", "licence", "here", "description"],
                    kind.Select(model => new object?[]
                    {
                        model.Id,
                        kind.Key == ComponentKind.ImageModel ? model.Images : model.Reward,
                        model.Licence,
                        State(store, model),
                        model.Description,
                    })));
            }

            session.Screen.Status.WriteLine("Download any other model of the hub with 'rewardlab models get OWNER/NAME'.");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Get(Session session)
    {
        var ids = new Argument<string[]>("MODEL")
        {
            Description = "ids, as 'models list' shows them, or repositories of the hub as OWNER/NAME",
            Arity = ArgumentArity.OneOrMore,
        };
        var revision = new Option<string?>("--revision") { Description = "branch, tag or commit of a repository [default: main]", HelpName = "REVISION" };
        var include = new Option<string[]>("--include")
        {
            Description =
                "files of a repository by pattern, such as --include '*.json'; repeatable [default: "
                + "configurations, tokenizers and one copy of the weights, preferably safetensors]",
                    HelpName = "PATTERN",
        };
        var command = new Command(
            "get",
            "Downloads models from the hub into its cache; files that are already there are not downloaded again. Some models need HF_TOKEN; "
            + "HF_ENDPOINT, HF_HOME and HF_HUB_OFFLINE are respected.")
            {
                ids,
                revision,
                include,
            };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (registry, store) = Open();
            var wanted = parsed.GetRequiredValue(ids).Distinct(StringComparer.Ordinal).ToArray();
            var (asRevision, patterns) = (parsed.GetValue(revision), parsed.GetValue(include) ?? []);
            var isSpecial = asRevision is not null || patterns.Length > 0;
            foreach (var id in wanted.Where(id => !IsRepository(registry, id)))
            {
                // Found before anything is fetched.
                _ = registry.Find(id);
                if (isSpecial)
                {
                    throw new RecipeUsageException(
                        $"--revision and --include do not apply to model '{id}', whose files are fixed. Use them with a repository, OWNER/NAME.");
                }
            }

            using var downloader = new HubDownloader(HubOptions.FromEnvironment(), HubCache.FromEnvironment());
            var fetching = new ModelFetching(session, registry, store, downloader);
            foreach (var id in wanted)
            {
                await (IsRepository(registry, id)
                    ? fetching.GetRepositoryAsync(id, asRevision, patterns, cancellationToken)
                    : fetching.GetAsync(registry.Find(id), cancellationToken));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command Verify(Session session)
    {
        var id = Id();
        var json = JsonOutput.NewOption();
        var command = new Command("verify", "Checks the hash of every file of a model.") { id, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (registry, store) = Open();
            var name = parsed.GetRequiredValue(id);
            var model = IsRepository(registry, name) ? OfRepository(store, name) : registry.Find(name);
            if (model.Folder is not null)
            {
                throw new RewardLabException($"'{model.Id}' is your own folder, {model.Folder}: no hashes are known for it.");
            }

            var files = new List<(string Name, string Result, bool IsRight)>();
            foreach (var file in store.Resolved(model.Files))
            {
                var (result, isRight) = await FileCheck.RunAsync(store.Find(file), file, cancellationToken);
                files.Add((file.Name, result, isRight));
            }

            var isGood = files.All(file => file.IsRight);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(
                    session, new { model.Id, IsGood = isGood, Files = files.Select(file => new { file.Name, file.IsRight, file.Result }) });
            }
            else
            {
                session.Screen.WriteTable(new ResultTable("", ["file", "result"], files.Select(file => new object?[] { file.Name, file.Result })));
            }

            return isGood ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static Command Where(Session session)
    {
        var id = Id();
        var json = JsonOutput.NewOption();
        var command = new Command("where", "Prints the folders of a model, one per line.") { id, json };
        command.SetAction(parsed =>
        {
            var folders = Open().Store.Folders(parsed.GetRequiredValue(id));
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, folders);
            }

            foreach (var folder in folders)
            {
                session.Screen.Output.WriteLine(folder);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command Add(Session session)
    {
        var folder = new Argument<string>("FOLDER") { Description = "folder with weights, configuration and tokenizer" };
        var id = new Option<string?>("--id") { Description = "the model's id [default: the folder's name]", HelpName = "ID" };
        var command = new Command("add", "Registers your own folder under an id; the folder stays where it is.") { folder, id };
        command.SetAction(parsed =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(folder));
            TorchRuntime.Start(GlobalOptions.TorchOptions(parsed));
            var name = parsed.GetValue(id) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
            if (FolderRecognizer.IsPipeline(path))
            {
                Open().Registry.Add(new ModelEntry(name, $"your own folder: {path}", StableDiffusion, "", "", [], path) { Images = StableDiffusion });
                session.Screen.Output.WriteLine(
                    $"{name}: a Stable Diffusion. Generate with 'model: {{ id: {StableDiffusion}, model: "
                    + $"{name} }}' in an experiment, or with 'rewardlab run RECIPE --set model={name}'.");
                return ExitCode.Success;
            }

            var found = FolderRecognizer.Recognize(path);
            Open().Registry.Add(new ModelEntry(name, $"your own folder: {path}", found.Architecture, found.Reward, "", [], path));
            session.Screen.Output.WriteLine(
                $"{name}: {found.Description}. Score with 'rewardlab score --reward {found.Reward} --set {found.Reward}.model={name} ...'.");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Remove(Session session)
    {
        var id = Id();
        var command = new Command("remove", "Removes an id that 'models add' registered; the folder stays as it is.") { id };
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
        return missing == 0
            ? "yes"
            : missing == model.Files.Count ? "no" : string.Create(CultureInfo.InvariantCulture, $"{model.Files.Count - missing} of {model.Files.Count} files");
    }

    private static (ModelRegistry Registry, ModelStore Store) Open()
    {
        var registry = ModelRegistry.Open(UserFolders.FromEnvironment());
        return (registry, new ModelStore(registry, HubCache.FromEnvironment()));
    }

    private static Argument<string> Id() => new("ID") { Description = "the model's id, as 'models list' shows it, or a repository of the hub as OWNER/NAME" };

    private static bool IsRepository(ModelRegistry registry, string name) => name.Contains('/', StringComparison.Ordinal) && registry.TryFind(name) is null;

    // What is in the cache under a repository's name.
    private static ModelEntry OfRepository(ModelStore store, string repository)
    {
        var folder = store.Folders(repository)[0];
        var commit = Path.GetFileName(folder);

        // A mirror may hold it: the files are known by the repository in whose folder they lie, models--owner--name/snapshots/commit.
        var cached = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(folder))) ?? "";
        repository = cached.StartsWith("models--", StringComparison.Ordinal)
            ? cached["models--".Length..].Replace("--", "/", StringComparison.Ordinal)
            : repository;
        return new ModelEntry(repository, "", "", "", "", [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => new ModelFile(repository, commit, Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')))]);
    }
}
