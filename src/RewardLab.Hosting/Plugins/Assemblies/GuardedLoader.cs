using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Discovery;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>Loads plugins that did not come with RewardLab: in limited time, and so that the next start knows of one that ends the process.</summary>
/// <param name="markers">Where it is noted which plugin is being loaded.</param>
/// <param name="timeout">How long loading may take.</param>
/// <param name="check">Runs more of the plugin's code that the program relies on later, such as its records of options.</param>
/// <param name="log">Told, in a line for the user, which plugin ends the process.</param>
internal sealed class GuardedLoader(LoadMarkers markers, TimeSpan timeout, Action<LoadedComponent> check, Action<string> log)
{
    private static readonly Lazy<bool> Watch = new(static () =>
    {
        AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) => Accuse(unhandled.ExceptionObject as Exception);
        return true;
    });

    /// <exception cref="PluginLoadException">It is not supported here, its own code failed, or did not end.</exception>
    public LoadedPlugin Load(PluginCandidate plugin)
    {
        _ = Watch.Value;
        using var marker = markers.Begin(plugin.Id, plugin.Files!.Hash);
        ProcessEndWatch.AddStranger(plugin.Id);
        using var asked = ProcessEndWatch.Ask(() =>
        {
            log($"Plugin '{plugin.Id}' ended the process while it was loaded. {Advice(plugin.Id)}");
            return true;
        });
        return InTime(plugin);
    }

    /// <summary>What to do about a plugin that is not loaded any more.</summary>
    public static string Advice(string id) => $"It is not loaded again before 'rewardlab plugins enable {id}' or a change of its files.";

    // A thread that does not end stays behind: .NET has no way to end it, and it does not keep the process from ending.
    private LoadedPlugin InTime(PluginCandidate plugin)
    {
        var found = new LoadedPlugin([], []);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                var loaded = PluginLoader.Load(plugin, reason => markers.Accuse(plugin.Id, plugin.Files!.Hash, reason));
                foreach (var component in loaded.Components)
                {
                    Check(component);
                }

                found = loaded;
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        {
            IsBackground = true,
            Name = $"loads plugin {plugin.Id}",
        };
        using var state = new PluginProcessState();
        thread.Start();
        if (!thread.Join(timeout))
        {
            throw new PluginLoadException(
                PluginState.Malfunctioned, $"its code did not end within {timeout.TotalSeconds:0} s while it was loaded", new TimeoutException());
        }

        failure?.Throw();
        return found;
    }

    private void Check(LoadedComponent component)
    {
        try
        {
            check(component);
        }
        catch (Exception exception)
        {
            var description = component.Description;
            throw new PluginLoadException(
                PluginState.Malfunctioned,
                $"the options of its {ComponentKinds.Noun(description.Kind)} '{description.Id}' failed: {OneLine.Format(PluginLoader.Cause(exception))}",
                exception);
        }
    }

    private static void Accuse(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            foreach (var frame in new StackTrace(exception).GetFrames())
            {
                if (frame.GetMethod()?.Module.Assembly is { } assembly && AssemblyLoadContext.GetLoadContext(assembly) is PluginLoadContext context)
                {
                    context.Accuse($"it ended the process by an exception in a thread of its own: {OneLine.Format(exception)}");
                    PluginCalls.Forget();
                    return;
                }
            }
        }
    }
}
