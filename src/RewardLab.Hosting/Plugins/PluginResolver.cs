using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Assemblies;
using RewardLab.Hosting.Plugins.Discovery;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Plugins.Trust;

namespace RewardLab.Hosting.Plugins;

/// <summary>Decides each plugin's state in turn, loading those that may run: an id belongs to the first that claims it.</summary>
/// <param name="loaded">Plugins loaded earlier in this process by location and hash; a plugin's code is loaded once.</param>
internal sealed class PluginResolver(Dictionary<string, IReadOnlyList<LoadedComponent>> loaded)
{
    private readonly List<PluginInfo> _plugins = [];
    private readonly Dictionary<(ComponentKind, string), LoadedComponent> _components = [];

    public IReadOnlyList<PluginInfo> Plugins => _plugins;

    public IReadOnlyCollection<LoadedComponent> Components => _components.Values;

    /// <summary>The plugins that own their id, by id.</summary>
    public Dictionary<string, PluginInfo> Outcomes { get; } = new(StringComparer.Ordinal);

    public void Add(PluginCandidate candidate, TrustDecision result, PluginRecord? record)
    {
        var (state, reason) = Decide(candidate, result, record);
        var plugin = new PluginInfo
        {
            Id = candidate.Id,
            Name = candidate.Manifest?.Name ?? "",
            Description = candidate.Manifest?.Description ?? "",
            Version = candidate.Manifest?.Version ?? "",
            ContractVersion = candidate.Manifest is { } manifest ? OneLine.Format(manifest.ContractVersion) : "",
            Location = candidate.Source.Location,
            IsShipped = result.IsShipped,
            State = state,
            Reason = reason,
            Components = candidate.Components,
            FileHashes = candidate.Files?.Hashes ?? new SortedDictionary<string, string>(StringComparer.Ordinal),
            Hash = candidate.Files?.Hash ?? "",
        };
        _plugins.Add(plugin);
        if (candidate.Problem is null)
        {
            Outcomes.TryAdd(plugin.Id, plugin);
        }
    }

    private (PluginState State, string Reason) Decide(PluginCandidate candidate, TrustDecision result, PluginRecord? record)
    {
        if (candidate.Problem is { } problem)
        {
            return (PluginState.NotSupported, problem);
        }

        if (Outcomes.TryGetValue(candidate.Id, out var first))
        {
            return (PluginState.NotSupported, $"the plugin in '{first.Location}' has the same id and is found first; remove one of the two");
        }

        if (record is { IsDisabled: true })
        {
            return (PluginState.Disabled, $"enable it with 'rewardlab plugins enable {candidate.Id}'");
        }

        if (result.Problem is { } distrust)
        {
            return (PluginState.Untrusted, distrust);
        }

        if (record?.MalfunctionHash is { } hash && hash == candidate.Files!.Hash)
        {
            return (PluginState.Malfunctioned, record.Reason);
        }

        var taken = candidate.Components.Where(component => _components.ContainsKey((component.Kind, component.Id))).ToArray();
        return taken.Length > 0 && taken.Length == candidate.Components.Count
            ? (PluginState.NotSupported, Taken([.. taken.Select(component => (component.Kind, component.Id))]))
            : Load(candidate);
    }

    private (PluginState State, string Reason) Load(PluginCandidate candidate)
    {
        try
        {
            var key = $"{candidate.Source.Location} {candidate.Files!.Hash}";
            if (!loaded.TryGetValue(key, out var components))
            {
                loaded.Add(key, components = PluginLoader.Load(candidate));
            }

            var hidden = components.Where(component => !_components.TryAdd(Key(component), component)).ToArray();
            return (PluginState.Active, hidden.Length == 0 ? "" : Taken([.. hidden.Select(Key)]));
        }
        catch (PluginLoadException exception)
        {
            return exception.State == PluginState.Malfunctioned
                ? (exception.State, $"{exception.Message}. Try again with 'rewardlab plugins enable {candidate.Id}'")
                : (exception.State, exception.Message);
        }
    }

    private string Taken((ComponentKind Kind, string Id)[] ids) => "hidden, because an earlier plugin exports the same id: "
        + string.Join(", ", ids.Select(id => $"{ComponentKinds.Noun(id.Kind)} '{id.Id}' (plugin {_components[id].Description.PluginId})"));

    private static (ComponentKind Kind, string Id) Key(LoadedComponent component) => (component.Description.Kind, component.Description.Id);
}
