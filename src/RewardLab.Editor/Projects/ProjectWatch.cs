using System.IO.Enumeration;
using RewardLab.Editor.Processes;
using RewardLab.Hosting;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Projects;

/// <summary>Reads the project, group by group, and again when its files change: compared every second, which works over every file system.
/// Belongs to one thread.</summary>
internal sealed class ProjectWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // What came with the program changes when it is installed anew.
    private static readonly TimeSpan ProgramInterval = TimeSpan.FromSeconds(30);

    private static readonly string ProgramPlugins = Path.Combine(AppContext.BaseDirectory, "plugins");

    private readonly RecipeCatalog _recipes;
    private readonly UserFolders _folders;
    private readonly Func<PluginHost> _startPlugins;
    private readonly BackgroundWork _background;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly RunListing _listing;
    private readonly Part[] _parts;
    private IReadOnlyList<RecipeEntry> _entries = [];
    private string _programSignature = "";
    private long _programTimestamp;
    private long _timestamp;
    private bool _isComparing;

    public ProjectWatch(
        RunStore runs, RecipeCatalog recipes, UserFolders folders, Func<PluginHost> startPlugins, BackgroundWork background, TimeProvider time)
    {
        (_recipes, _folders, _startPlugins, _background, _time) = (recipes, folders, startPlugins, background, time);
        _listing = new RunListing(runs, time);
        _parts =
        [
            new Part("Recipes", RecipeSignature, _ => ReadRecipes()),
            new Part("Experiments", () => Signature(ExperimentFiles.Find(recipes)), _ => ProjectReader.Experiments(recipes)),
            new Part("Runs", () => _listing.Poll().ToString(System.Globalization.CultureInfo.InvariantCulture), _ => ProjectReader.Runs(() => _listing.Runs)),
            new Part("Plugins", PluginSignature, ReadPlugins),
            new Part("Models", static () => "", _ => ProjectReader.Models(folders)) { IsConstant = true },
            new Part("Benchmarks", static () => "", static _ => ProjectReader.Benchmarks()) { IsConstant = true },
        ];
    }

    /// <summary>The project, or a part of it, was read again.</summary>
    public event Action<IReadOnlyList<ProjectNode>>? Read;

    /// <summary>The plugins; null until they are loaded.</summary>
    public PluginHost? Plugins { get; private set; }

    /// <summary>The plugins, loaded now where they are not yet, which takes time. Safe from any thread.</summary>
    public PluginHost LoadPlugins()
    {
        lock (_gate)
        {
            return Plugins ??= _startPlugins();
        }
    }

    /// <summary>Reads everything at the next tick.</summary>
    public void Force()
    {
        foreach (var part in _parts)
        {
            part.IsForced = true;
        }
    }

    /// <summary>Reads what is to be read, each group by itself: the slow ones hold up no other. Whether files have changed is one piece of work for all groups,
    /// since an editor that is left alone does nothing else.</summary>
    public void Tick()
    {
        foreach (var part in _parts.Where(part => part is { IsBusy: false, IsForced: true }))
        {
            part.IsForced = false;
            Begin(part, isForced: true);
        }

        if (!_isComparing && _time.GetElapsedTime(_timestamp) >= Interval)
        {
            _isComparing = true;
            Part[] idle = [.. _parts.Where(part => part is { IsBusy: false, IsConstant: false })];
            _background.Do(
                () => Array.FindAll(idle, static part => part.Compare() != part.Seen),
                changed => Array.ForEach(changed, part => Begin(part, isForced: false)),
                () => (_isComparing, _timestamp) = (false, _time.GetTimestamp()));
        }
    }

    private void Begin(Part part, bool isForced)
    {
        if (part.IsBusy)
        {
            return;
        }

        part.IsBusy = true;
        _background.Do(
            () =>
            {
                var signature = part.Compare();
                return (Node: part.Read(isForced), Signature: signature);
            },
            found =>
            {
                (part.Seen, part.Node) = (found.Signature, found.Node);
                if (part.Title == "Plugins")
                {
                    _parts[0].IsForced = true; // recipes expose options of components
                }

                Read?.Invoke([.. _parts.Select(one => one.Node)]);
            },
            () => part.IsBusy = false);
    }

    private string RecipeSignature() => Signature(
        Files(new[] { _recipes.Folder, _recipes.UserFolder }.OfType<string>().Distinct(StringComparer.Ordinal), "*.csx", "*.cs", "*.yaml"));

    private ProjectNode ReadRecipes() => ProjectReader.Recipes(_recipes, () =>
    {
        var components = Plugins?.Components.Components;
        _entries = _recipes.List();
        return components is null ? _entries : [.. _entries.Select(recipe => recipe.WithComponents(components))];
    });

    private string PluginSignature()
    {
        if (_programSignature.Length == 0 || _time.GetElapsedTime(_programTimestamp) >= ProgramInterval)
        {
            _programSignature = $"{Signature(Files([ProgramPlugins], "*.dll", "plugin.yaml"))}|";
            _programTimestamp = _time.GetTimestamp();
        }

        return _programSignature + Signature(Files(_folders.Plugins, "*.dll", "plugin.yaml"));
    }

    private ProjectNode ReadPlugins(bool isForced) => ProjectReader.Plugins(() =>
    {
        if (Plugins is null)
        {
            LoadPlugins();
        }
        else if (!isForced)
        {
            Plugins.Rescan();
        }

        return Plugins!.List();
    });

    private static IEnumerable<string> Files(IEnumerable<string> folders, params string[] patterns) =>
        folders.Where(Directory.Exists).SelectMany(
            folder => FileWalk.Files(folder).Where(file => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(file)))));

    private static string Signature(IEnumerable<string> files) =>
        string.Join('|', files.Order(StringComparer.Ordinal).Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks}"));

    private sealed class Part(string title, Func<string> signature, Func<bool, ProjectNode> read)
    {
        private readonly Lock _gate = new();

        public string Title { get; } = title;

        public Func<bool, ProjectNode> Read { get; } = read;

        public ProjectNode Node { get; set; } = ProjectReader.Unread(title);

        public string? Seen { get; set; }

        public bool IsForced { get; set; } = true;

        public bool IsBusy { get; set; }

        public bool IsConstant { get; init; }

        public string Compare()
        {
            lock (_gate)
            {
                return signature();
            }
        }
    }
}
