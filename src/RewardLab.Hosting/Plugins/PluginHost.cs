using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Components.Units;
using RewardLab.Hosting.Plugins.Assemblies;
using RewardLab.Hosting.Plugins.Discovery;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Plugins.Trust;
using RewardLab.Hosting.Rewards;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Plugins;

/// <summary>Finds plugins, keeps those that are not trusted from running, loads the others, and offers what they export.</summary>
/// <remarks>
/// Safe from any thread. A plugin that fails is listed with the reason and harms no other; one that ends the process, or does not end while it is loaded,
/// is not loaded again by itself. Trust says which code may run, not what it may do: a plugin that runs can do whatever the user can.
/// </remarks>
public sealed class PluginHost
{
    private readonly Lock _gate = new();
    private readonly PluginHostOptions _options;
    private readonly PluginRecords _records;
    private readonly ComponentCatalog _components;
    private readonly LoadMarkers _markers;
    private readonly PluginCalls _calls;
    private readonly FileHashes _hashes;
    private readonly Dictionary<string, LoadedPlugin> _loaded = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<PluginInfo> _plugins = [];

    private PluginHost(PluginHostOptions options)
    {
        _options = options;
        _records = new PluginRecords(options.User.Settings, options.Log);

        // What a process leaves that ran a plugin under development is its developer's to judge: it goes with that plugin's folder.
        var notes = options.Development is { } developed ? Path.GetDirectoryName(developed.Folder)! : options.User.Settings;
        _markers = new LoadMarkers(notes, options.Log);
        _hashes = new FileHashes(options.User.Settings);
        _calls = new PluginCalls(notes, options.Log);
        _components = new ComponentCatalog(Path.Combine(options.User.Cache, "plugins"), options.Models, _calls, options.Log);
        WorkWith(new LocalWorkerPool(kind => CreateUnitHandler(kind)));
    }

    /// <summary>Every component of the active plugins. Follows <see cref="Trust"/>, <see cref="Disable"/> and <see cref="Enable"/>.</summary>
    public IComponentCatalog Components => _components;

    /// <summary>The components of an id: more than one where kinds share it.</summary>
    /// <param name="id">An id of this version or of an earlier one.</param>
    /// <exception cref="RewardLabException">There is none: the nearest is named, or the plugin that exports it and is not active.</exception>
    public IReadOnlyList<ComponentDescription> FindComponents(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        var present = FormerNames.Component(id);
        ComponentDescription[] found = [.. _components.Components.Where(component => component.Id == present)];
        if (found.Length > 0)
        {
            return found;
        }

        throw new RewardLabException($"There is no component '{OneLine.Format(id)}'. " + (
            List().FirstOrDefault(plugin => plugin.Components.Any(component => component.Id == present)) is { } owner
                ? $"Plugin '{owner.Id}' exports it, but is {PluginStateText.Format(owner.State)}: {owner.Reason}"
                : NearestName.Advice(id, [.. _components.Components.Select(component => component.Id).Distinct(StringComparer.Ordinal)])));
    }

    /// <summary>Refuses a reward that could not be made, without making anything.</summary>
    /// <param name="reward">The reward's tree.</param>
    /// <exception cref="RewardLabException">A component does not exist (the nearest id is named), or does not take its options.</exception>
    public void Require(RewardNode reward)
    {
        foreach (var (kind, component) in RewardTreeComponents.Of(reward))
        {
            _components.Require(kind, component);
        }
    }

    /// <summary>The type that makes a component; null where there is no such component.</summary>
    internal Type? FactoryOf(ComponentDescription component) => _components.FactoryOf(component);

    /// <summary>Keeps the numbers that components record with a run.</summary>
    /// <param name="settings">The run's; see <see cref="ComponentContext.RecordedSettings"/>.</param>
    public void RecordSettingsWith(IRecordedSettings settings) => _components.Services.RunSettings = settings;

    /// <summary>Keeps with a run where its components' results come from.</summary>
    /// <param name="record">The run's; see <see cref="ComponentContext.Provenance"/>.</param>
    public void KeepProvenanceWith(IProvenanceRecord record) => _components.Services.RunProvenance = record;

    /// <summary>Who does units of work.</summary>
    public IWorkerPool Workers => _components.Services.Workers;

    /// <summary>Has units of work done by a pool from here on: those of image models and rewards, and those of algorithms.</summary>
    /// <param name="pool">The run's workers. The default does all in this process.</param>
    public void WorkWith(IWorkerPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        _components.Services.Workers = pool;
    }

    /// <summary>Makes the handler of a kind of units, for a worker or a pool in this process.</summary>
    /// <param name="kind">RewardLab's own, "generate" and "score", or one that an active plugin exports.</param>
    /// <param name="device">Where its components compute that have an option 'device', such as "cuda:1"; empty for what each unit says.</param>
    /// <exception cref="RewardLabException">No active plugin exports it, or it cannot be made.</exception>
    public IUnitHandler CreateUnitHandler(string kind, string device = "") => _components.CreateUnitHandler(kind, device);

    /// <summary>Finds the plugins and loads those that may run.</summary>
    /// <exception cref="RewardLabException">The settings cannot be read.</exception>
    public static PluginHost Start(PluginHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var host = new PluginHost(options);
        lock (host._gate)
        {
            host.Quarantine();
            host.TellOfCalls();
            host.Refresh();
        }

        return host;
    }

    /// <summary>From here on the process ends only after <see cref="ExpectEnd"/>: an end that comes before was asked for by a plugin's code or a library's,
    /// is told with the plugins that may have done it, and makes the exit code 1.</summary>
    /// <param name="log">Told a line for the user as the process ends.</param>
    public static void WatchEnd(Action<string> log) => ProcessEndWatch.Begin(log);

    /// <summary>The process is about to end by itself or by the user's wish: no plugin that is being loaded or called is to blame for that.</summary>
    public static void ExpectEnd()
    {
        ProcessEndWatch.Expect();
        PluginCalls.Forget();
        LoadMarkers.Forget();
    }

    /// <summary>Every plugin that was found, RewardLab's own first, then by id. Never waits, also while a plugin is being loaded: lists are shown
    /// meanwhile.</summary>
    public IReadOnlyList<PluginInfo> List() => _plugins;

    /// <summary>The plugin of an id; RewardLab's own are found by the ids of earlier versions too.</summary>
    /// <exception cref="RewardLabException">There is none; the nearest id is named.</exception>
    public PluginInfo Find(string id)
    {
        var plugins = List();
        return FormerPluginIds.Find(plugins, id)
            ?? throw new RewardLabException($"There is no plugin '{id}'. {NearestName.Advice(id, [.. plugins.Select(plugin => plugin.Id)])}");
    }

    /// <summary>Looks for plugins again: what was added since is found, what was removed is gone. Code that was loaded stays loaded.</summary>
    /// <exception cref="RewardLabException">The settings cannot be read.</exception>
    public void Rescan()
    {
        lock (_gate)
        {
            Refresh();
        }
    }

    /// <summary>Lets a plugin's code run from now on, for as long as none of its files is added, removed or changed.</summary>
    /// <param name="id">The plugin.</param>
    /// <param name="expectedHash"><see cref="PluginInfo.Hash"/> of the plugin as the user was shown it: what was shown is what is trusted, and of several
    /// plugins of one id it is the one that has it.</param>
    /// <returns>The plugin as it is now.</returns>
    /// <exception cref="RewardLabException">There is no such plugin, it has changed since, it is not supported here, or the settings cannot be
    /// written.</exception>
    public PluginInfo Trust(string id, string expectedHash)
    {
        ArgumentException.ThrowIfNullOrEmpty(expectedHash);
        lock (_gate)
        {
            Refresh();
            var current = Find(id).Id;
            var claimants = _plugins.Where(plugin => plugin.Id == current).ToArray();
            var plugin = Array.Find(claimants, plugin => string.Equals(plugin.Hash, expectedHash, StringComparison.OrdinalIgnoreCase));
            if ((plugin ?? claimants[0]) is { State: PluginState.NotSupported } broken)
            {
                throw new RewardLabException($"Plugin '{id}' cannot run here, trusted or not: {broken.Reason}");
            }

            if (plugin is null)
            {
                throw new RewardLabException(
                    $"Plugin '{id}' was not trusted: none has the hash {OneLine.Format(expectedHash)}. Its files may have changed since they were shown: "
                    + $"check it again with 'rewardlab plugins trust {id}'.");
            }

            return Change(
                current,
                record => record with { TrustedFiles = plugin.IsShipped ? null : Copy(plugin.FileHashes), MalfunctionHash = null, Hash = null },
                _options.Rehearse);
        }
    }

    /// <summary>Keeps a plugin's code from running. What it has made already stays in use until the process ends.</summary>
    /// <inheritdoc cref="Trust" path="/returns" />
    /// <exception cref="RewardLabException">There is no such plugin, or the settings cannot be written.</exception>
    public PluginInfo Disable(string id) => Change(id, static record => record with { IsDisabled = true });

    /// <summary>Takes back <see cref="Disable"/>, and tries a plugin again that malfunctioned.</summary>
    /// <inheritdoc cref="Disable" path="/exception" />
    /// <inheritdoc cref="Trust" path="/returns" />
    public PluginInfo Enable(string id) =>
        Change(id, static record => record with { IsDisabled = false, MalfunctionHash = null, Hash = null }, _options.Rehearse);

    /// <summary>Deletes a plugin's files from the user's plugins folders and forgets what is remembered of it, its trust too.</summary>
    /// <exception cref="RewardLabException">There is no such plugin, or several, it came with the program, or its files cannot be deleted.</exception>
    public void Uninstall(string id)
    {
        lock (_gate)
        {
            Refresh();
            var current = Find(id).Id;
            var claimants = _plugins.Where(plugin => plugin.Id == current && !IsDeveloped(plugin.Location)).ToArray();
            if (claimants.Length == 0)
            {
                throw new RewardLabException($"Plugin '{current}' is under development and not installed: there is nothing to uninstall.");
            }

            if (claimants.Length > 1)
            {
                throw new RewardLabException(
                    $"There are several plugins '{current}': {string.Join(", ", claimants.Select(plugin => plugin.Location))}. "
                    + "Delete the one that you do not want.");
            }

            var source = Sources().FirstOrDefault(source => source.Location == claimants[0].Location)
                ?? throw new RewardLabException($"'{claimants[0].Location}' is gone already.");
            if (source.IsInProgramFolder)
            {
                throw new RewardLabException($"Plugin '{current}' lies beside the program. Switch it off with 'rewardlab plugins disable {current}'.");
            }

            source.Delete();
            _records.Change(records => records.Remove(current));
            Refresh();
        }
    }

    private static SortedDictionary<string, string> Copy(IReadOnlyDictionary<string, string> hashes) =>
        new(hashes.ToDictionary(file => file.Key, file => file.Value, StringComparer.Ordinal), StringComparer.Ordinal);

    private PluginInfo Change(string id, Func<PluginRecord, PluginRecord> change, Action? rehearse = null)
    {
        lock (_gate)
        {
            var current = Find(id).Id;
            _records.Change(records => records[current] = change(FormerPluginIds.Find(records, current) ?? new PluginRecord()));
            if (rehearse is not null)
            {
                rehearse();
                Quarantine();
            }

            Refresh();
            return Find(current);
        }
    }

    // The plugins that a process was loading when it died.
    private void Quarantine()
    {
        var dead = _markers.TakeDead();
        foreach (var (id, _, reason) in dead.Where(one => one.Hash == _options.Development?.Hash))
        {
            // Nothing is remembered of it: its next build is another.
            _options.Log($"Plugin '{id}' ended RewardLab while it was loaded{(reason.Length > 0 ? $": {reason}" : "")}.");
        }

        dead = [.. dead.Where(one => one.Hash != _options.Development?.Hash)];
        if (dead.Count > 0)
        {
            _records.Change(records =>
            {
                foreach (var (id, hash, reason) in dead)
                {
                    records[id] = (FormerPluginIds.Find(records, id) ?? new PluginRecord()) with
                    {
                        State = PluginState.Malfunctioned,
                        Reason = $"{(reason.Length > 0 ? reason : "RewardLab ended while it was loaded")}. Try again with 'rewardlab plugins enable {id}'",
                        MalfunctionHash = hash,
                    };
                }
            });
        }
    }

    // That a process ended inside a call does not prove that the plugin ended it: the system or the user may have.
    private void TellOfCalls()
    {
        foreach (var line in _calls.TakeDead())
        {
            _options.Log(line);
        }
    }

    // Makes the records of options of a component, as lists and the editor do later, where code that throws or does not end would do more harm.
    private static void MakeOptions(LoadedComponent component)
    {
        var type = component.Description.OptionsType;
        if (type.GetConstructor(Type.EmptyTypes) is { } constructor)
        {
            constructor.Invoke(null);
        }

        OptionsDescription.Create(type);
        try
        {
            OptionsBinder.Bind(type, new Dictionary<string, object?>(StringComparer.Ordinal), ComponentKinds.Noun(component.Description.Kind));
        }
        catch (RewardLabException)
        {
            // Options may be required, and have no defaults that fit together.
            return;
        }
    }

    private void Refresh()
    {
        var records = _records.Read();
        var resolver = new PluginResolver(_loaded, _options.Loading, new GuardedLoader(_markers, _options.LoadTimeout, MakeOptions, _options.Log));
        foreach (var (candidate, result) in Sources()
            .Select(source => PluginDiscovery.Examine(source, _hashes))
            .Select(candidate => (candidate, Decide(candidate, FormerPluginIds.Find(records, candidate.Id))))
            .OrderBy(plugin => plugin.candidate.Problem is not null)
            .ThenByDescending(plugin =>
                _options.Loading != PluginLoading.Shipped && IsDeveloped(plugin.candidate.Source.Location) && plugin.Item2.IsTrusted)
            .ThenByDescending(plugin => plugin.Item2.IsShipped)
            .ThenByDescending(plugin => plugin.Item2.IsTrusted)
            .ThenBy(plugin => plugin.candidate.Id, StringComparer.Ordinal)
            .ThenBy(plugin => plugin.candidate.Source.Location, StringComparer.Ordinal))
        {
            resolver.Add(candidate, result, IsDeveloped(candidate.Source.Location) ? null : FormerPluginIds.Find(records, candidate.Id));
        }

        _plugins = resolver.Plugins;
        _components.Replace(resolver.Components, resolver.Plugins, resolver.UnitHandlers);
        Remember(records, resolver);
        _hashes.Save();
    }

    // A plugin under development lies in a folder of its own, which no variable of the user names.
    private IEnumerable<PluginSource> Sources() => PluginSource.In(
        _options.ProgramPluginFolder,
        _options.Development is { } plugin ? [Path.GetDirectoryName(plugin.Folder)!, .. _options.User.Plugins] : _options.User.Plugins,
        _options.Log);

    private TrustDecision Decide(PluginCandidate candidate, PluginRecord? record) => IsDeveloped(candidate.Source.Location)
        ? TrustDecision.OfDevelopment(candidate, _options.Development!.Hash)
        : TrustDecision.Create(candidate, _options.Shipped, record);

    private bool IsDeveloped(string location) => string.Equals(location, _options.Development?.Folder, StringComparison.Ordinal);

    private void Remember(SortedDictionary<string, PluginRecord> known, PluginResolver resolver)
    {
        if (_options.Loading != PluginLoading.All
            || Remembered().All(outcome => FormerPluginIds.Find(known, outcome.Key) is { } record && record == Merged(record, outcome.Value)))
        {
            return;
        }

        try
        {
            _records.Change(records =>
            {
                foreach (var (id, outcome) in Remembered())
                {
                    records[id] = Merged(FormerPluginIds.Find(records, id) ?? new PluginRecord(), outcome);
                }
            });
        }
        catch (RewardLabException exception)
        {
            _options.Log(exception.Message);
        }

        IEnumerable<KeyValuePair<string, PluginInfo>> Remembered() => resolver.Outcomes.Where(outcome => !IsDeveloped(outcome.Value.Location));
    }

    private static PluginRecord Merged(PluginRecord record, PluginInfo plugin) => record with
    {
        State = plugin.State,
        Reason = plugin.Reason,
        Hash = plugin.State is PluginState.Untrusted or PluginState.Disabled ? null : plugin.Hash,
        MalfunctionHash = plugin.State == PluginState.Malfunctioned ? plugin.Hash : record.MalfunctionHash,
    };
}
