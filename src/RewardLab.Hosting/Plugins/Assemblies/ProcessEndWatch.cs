namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>Tells of an end of the process that RewardLab did not ask for, and whose code was running then; the exit code says that not all went
/// well.</summary>
/// <remarks>
/// .NET does not say who called Environment.Exit: whoever ends the process in order says so before. A process that hosts plugins and never calls
/// <see cref="Begin"/>, as a test does, is told of plugins that were loading or called alone. Safe from any thread.
/// </remarks>
internal static class ProcessEndWatch
{
    private static readonly Lock Gate = new();
    private static readonly List<Func<bool>> Witnesses = [];
    private static readonly SortedSet<string> Strangers = new(StringComparer.Ordinal);
    private static Action<string>? _log;
    private static bool _isWatching;

    /// <summary>From here on the process ends only when RewardLab says so.</summary>
    /// <param name="log">Told a line for the user.</param>
    public static void Begin(Action<string> log)
    {
        lock (Gate)
        {
            _log = log;
            Watch();
        }
    }

    /// <summary>A plugin that did not come with RewardLab has code in the process from here on.</summary>
    public static void AddStranger(string pluginId)
    {
        lock (Gate)
        {
            Strangers.Add(pluginId);
        }
    }

    /// <summary>Asks somebody at an unexpected end whether a plugin's code is running, until the result is disposed of.</summary>
    /// <param name="witness">Tells the user of it and returns true, or returns false.</param>
    public static IDisposable Ask(Func<bool> witness)
    {
        lock (Gate)
        {
            Witnesses.Add(witness);
            Watch();
        }

        return new Asked(witness);
    }

    /// <summary>The process is about to end by itself or by the user's wish.</summary>
    public static void Expect()
    {
        lock (Gate)
        {
            _log = null;
            Witnesses.Clear();
        }
    }

    private static void Watch()
    {
        if (!_isWatching)
        {
            _isWatching = true;
            AppDomain.CurrentDomain.ProcessExit += Exiting;
        }
    }

    private static void Exiting(object? sender, EventArgs arguments)
    {
        lock (Gate)
        {
            Tell();
        }

        PluginCalls.Forget();
    }

    private static void Tell()
    {
        // All are asked: several plugins' code may be running.
        if (Witnesses.ConvertAll(static witness => witness()).TrueForAll(static isTold => !isTold))
        {
            if (_log is null)
            {
                return;
            }

            _log("The process was ended from within before its work was done, and RewardLab did not ask for it."
                + (Strangers.Count == 0 ? "" : $" Code of {string.Join(", ", Strangers.Select(id => $"'{id}'"))} was loaded: "
                    + "'rewardlab plugins disable ID' keeps a plugin from being loaded."));
        }

        // The exit code of a process that ended so must not say that all went well.
        Environment.ExitCode = 1;
    }

    private sealed class Asked(Func<bool> witness) : IDisposable
    {
        public void Dispose()
        {
            lock (Gate)
            {
                Witnesses.Remove(witness);
            }
        }
    }
}
