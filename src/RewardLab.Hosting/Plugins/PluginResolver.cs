using System.Collections.ObjectModel;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Assemblies;
using RewardLab.Hosting.Plugins.Discovery;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Plugins.Trust;

namespace RewardLab.Hosting.Plugins;

/// <summary>Decides each plugin's state in turn, loading those that may run: an id belongs to the first that claims it.</summary>
/// <param name="loaded">Plugins loaded earlier in this process by location and hash; a plugin's code is loaded once.</param>
/// <param name="loading">Which plugins' code may be loaded.</param>
/// <param name="loader">Loads those that did not come with RewardLab.</param>
internal sealed class PluginResolver(
    Dictionary<string, LoadedPlugin> loaded, PluginLoading loading, GuardedLoader loader)
{
    private readonly List<PluginInfo> _plugins = [];
    private readonly Dictionary<(ComponentKind, string), string> _owners = [];
    private readonly List<LoadedComponent> _components = [];

    public IReadOnlyList<PluginInfo> Plugins => _plugins;

    public IReadOnlyCollection<LoadedComponent> Components => _components;

    /// <summary>Handlers of units by the kind that they do; a kind belongs to the first plugin that exports it.</summary>
    public Dictionary<string, LoadedUnitHandler> UnitHandlers { get; } = new(StringComparer.Ordinal);

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
            Publisher = candidate.Publisher,
            Hashing = new(() => Hashes(candidate)),
        };
        _plugins.Add(plugin);
        if (candidate.Problem is null)
        {
            Outcomes.TryAdd(plugin.Id, plugin);
        }
    }

    private static (IReadOnlyDictionary<string, string> Files, string Hash) Hashes(PluginCandidate candidate)
    {
        try
        {
            return candidate.Files is { } files ? (files.Hashes, files.Hash) : (ReadOnlyDictionary<string, string>.Empty, "");
        }
        catch (RewardLabException)
        {
            return (ReadOnlyDictionary<string, string>.Empty, "");
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
            if (first.State == PluginState.Untrusted && result.Problem is not null)
            {
                return (PluginState.Untrusted, $"the plugin in '{first.Location}' has the same id; trust one of the two, by its hash, or remove one");
            }

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

        var taken = candidate.Components.Select(component => (component.Kind, component.Id)).Where(_owners.ContainsKey).ToArray();
        return taken.Length > 0 && taken.Length == candidate.Components.Count ? (PluginState.NotSupported, Taken(taken))
            : loading == PluginLoading.None ? Infer(candidate, record, taken)
            : loading == PluginLoading.Shipped && !result.IsShipped ? (PluginState.Disabled, "not loaded, because RewardLab was started with --safe")
            : Load(candidate, result.IsShipped);
    }

    // What a start would most likely make of it, without loading its code.
    private (PluginState State, string Reason) Infer(PluginCandidate candidate, PluginRecord? record, (ComponentKind, string)[] taken)
    {
        if (record is { State: PluginState.NotSupported or PluginState.Malfunctioned, Hash: { } hash } && hash == candidate.Files!.Hash)
        {
            return (record.State, record.Reason);
        }

        var hidden = taken.Length == 0 ? "" : Taken(taken);
        foreach (var component in candidate.Components)
        {
            _owners.TryAdd((component.Kind, component.Id), candidate.Id);
        }

        return (PluginState.Active, hidden);
    }

    private (PluginState State, string Reason) Load(PluginCandidate candidate, bool isShipped)
    {
        try
        {
            var key = $"{candidate.Source.Location} {candidate.Files!.Hash}";
            if (!loaded.TryGetValue(key, out var plugin))
            {
                loaded.Add(key, plugin = isShipped ? Shipped(PluginLoader.Load(candidate, static _ => { })) : loader.Load(candidate));
            }

            foreach (var handler in plugin.UnitHandlers)
            {
                UnitHandlers.TryAdd(handler.Id, handler);
            }

            var components = plugin.Components;
            var hidden = components.Where(component => !_owners.TryAdd(Key(component), candidate.Id)).ToHashSet();
            _components.AddRange(components.Where(component => !hidden.Contains(component)));
            return (PluginState.Active, hidden.Count == 0 ? "" : Taken([.. hidden.Select(Key)]));
        }
        catch (PluginLoadException exception)
        {
            return exception.State == PluginState.Malfunctioned
                ? (exception.State, $"{exception.Message}. Try again with 'rewardlab plugins enable {candidate.Id}'")
                : (exception.State, exception.Message);
        }
    }

    private static LoadedPlugin Shipped(LoadedPlugin plugin) =>
        plugin with { Components = [.. plugin.Components.Select(component => component with { IsShipped = true })] };

    private string Taken((ComponentKind Kind, string Id)[] ids) => "hidden, because an earlier plugin exports the same id: "
        + string.Join(", ", ids.Select(id => $"{ComponentKinds.Noun(id.Kind)} '{id.Id}' (plugin {_owners[id]})"));

    private static (ComponentKind Kind, string Id) Key(LoadedComponent component) => (component.Description.Kind, component.Description.Id);
}
