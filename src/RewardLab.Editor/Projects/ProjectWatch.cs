using System.IO.Enumeration;
using RewardLab.Editor.Processes;
using RewardLab.Hosting;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Files;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Projects;

/// <summary>Reads the project again when its files change: looked at every second, which works over every file system. Belongs to one thread.</summary>
internal sealed class ProjectWatch(
    RunStore runs,
    RecipeCatalog recipes,
    UserFolders folders,
    Func<PluginHost> startPlugins,
    BackgroundWork background,
    TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly string ProgramPlugins = Path.Combine(AppContext.BaseDirectory, "plugins");

    private readonly Lock _gate = new();
    private readonly RunListing _listing = new(runs);
    private ProjectNode[] _roots = [];
    private long _lastPoll;
    private bool _isLooking;
    private bool _isForced = true;
    private string _recipeSignature = "";
    private string _pluginSignature = "";
    private IReadOnlyList<RecipeEntry> _recipes = [];

    /// <summary>The project was read again.</summary>
    public event Action<IReadOnlyList<ProjectNode>>? Read;

    /// <summary>The plugins; null until they are loaded.</summary>
    public PluginHost? Plugins { get; private set; }

    /// <summary>The plugins, loaded now where they are not yet, which takes time. Safe from any thread.</summary>
    public PluginHost LoadPlugins()
    {
        lock (_gate)
        {
            return Plugins ??= startPlugins();
        }
    }

    /// <summary>Reads everything at the next tick.</summary>
    public void Force() => _isForced = true;

    /// <summary>Looks whether it is time to look.</summary>
    public void Tick()
    {
        if (_isLooking || (!_isForced && time.GetElapsedTime(_lastPoll) < Interval))
        {
            return;
        }

        _isLooking = true;
        var isForced = _isForced;
        _isForced = false;
        background.Do(
            () => Appearance(isForced),
            roots =>
            {
                if (roots is not null)
                {
                    Read?.Invoke(roots);
                }
            },
            () =>
            {
                _isLooking = false;
                _lastPoll = time.GetTimestamp();
            });
    }

    private ProjectNode[]? Appearance(bool isForced)
    {
        var isFirst = _roots.Length == 0;
        var entries = _listing.Read(out var hasChanged);
        hasChanged |= isForced;
        var recipeSignature = Signature(recipes.Folder is null ? [] : [recipes.Folder], "*.csx", "*.yaml");
        if (recipeSignature != _recipeSignature)
        {
            (_recipeSignature, _recipes, hasChanged) = (recipeSignature, recipes.List(), true);
        }

        var pluginSignature = Signature([ProgramPlugins, .. folders.Plugins], "*.dll", "plugin.yaml");
        if (Plugins is null || pluginSignature != _pluginSignature)
        {
            hasChanged = true;
            _pluginSignature = pluginSignature;
            if (Plugins is null)
            {
                LoadPlugins();
            }
            else
            {
                Plugins.Rescan();
            }
        }

        if (!hasChanged && !isFirst)
        {
            return null;
        }

        var components = Plugins!.Components.Components;
        _roots =
        [
            ProjectReader.Recipes([.. _recipes.Select(recipe => recipe.WithComponents(components))]),
            ProjectReader.Experiments(recipes.Folder),
            ProjectReader.Runs(entries),
            ProjectReader.Plugins(Plugins.List()),
            ProjectReader.Models(folders),
            ProjectReader.Benchmarks(),
        ];
        return _roots;
    }

    private static string Signature(IEnumerable<string> folders, params string[] patterns)
    {
        var files = folders.Where(Directory.Exists).SelectMany(
            folder => FileWalk.Files(folder).Where(file => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(file)))));
        return string.Join('|', files.Order(StringComparer.Ordinal).Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks}"));
    }
}
