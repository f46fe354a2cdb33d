using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>The calls of plugins' components that are under way, so that the end of the process inside one is told by its name.</summary>
/// <remarks>
/// A plugin that asks for the end (Environment.Exit) is told of as the process ends, and its exit code says that not all went well. Where nothing runs any
/// more, as after a stack overflow, the next start tells it: each call is written to a file beside plugins.json that is locked while its process lives, with
/// one write as it begins and one as it ends, which stay in the system's memory and cost a microsecond or two. Safe from any thread.
/// </remarks>
/// <param name="settingsFolder">The folder of the files.</param>
/// <param name="log">Told, in a line for the user, which plugin ended the process, and in which call.</param>
internal sealed class PluginCalls(string settingsFolder, Action<string> log)
{
    /// <summary>What the line begins with that tells which call the process was ended inside.</summary>
    public const string EndedInside = "The process was ended inside ";

    private const string Pattern = "plugins.calling-*";
    private const int MaxCalls = 64;
    private static readonly EnumerationOptions Flat = new() { AttributesToSkip = FileAttributes.None };
    private static readonly byte[] None = [0];
    private static readonly Lock Gate = new();
    private static readonly List<PluginCalls> Open = [];

    private readonly PluginCall?[] _calls = new PluginCall?[MaxCalls];
    private SafeFileHandle? _file;
    private string _path = "";
    private bool _isOpen;

    /// <summary>Notes that a call begins, until the result is disposed of.</summary>
    public Noted Begin(PluginCall call)
    {
        if (!Volatile.Read(ref _isOpen))
        {
            Create();
        }

        for (var place = 0; place < MaxCalls; place++)
        {
            if (_calls[place] is null && Interlocked.CompareExchange(ref _calls[place], call, null) is null)
            {
                Write(call.Mark, place);
                return new Noted(this, place);
            }
        }

        return default;
    }

    /// <summary>The process is about to end by itself or by the user's wish: no call is to blame for that.</summary>
    public static void Forget()
    {
        lock (Gate)
        {
            foreach (var calls in Open)
            {
                calls.Close();
            }

            Open.Clear();
        }
    }

    /// <summary>Takes away what processes left that ended inside calls, and says, in a line for the user each, which calls those were.</summary>
    public IReadOnlyList<string> TakeDead() =>
    [
        .. Take(settingsFolder, Pattern).Select(calls =>
            $"RewardLab ended inside {Words(calls)}. If nothing else ended it, the plugin did: {Advice(calls[^1].PluginId)}"),
    ];

    /// <summary>Takes away what one process left that ended inside calls.</summary>
    /// <param name="settingsFolder">The folder of the files.</param>
    /// <param name="processId">The process, which has ended.</param>
    /// <returns>The calls it ended inside, and the plugin of the last; null where there were none.</returns>
    public static (string Words, string PluginId)? TakeDead(string settingsFolder, int processId)
    {
        var calls = Take(settingsFolder, Pattern.Replace("*", $"{Name(processId)}-*", StringComparison.Ordinal)).SelectMany(one => one).ToArray();
        return calls.Length > 0 ? (Words(calls), calls[^1].PluginId) : null;
    }

    /// <summary>What keeps a plugin from doing it again, in words.</summary>
    public static string Advice(string pluginId) => $"'rewardlab plugins disable {pluginId}' keeps it from being loaded.";

    private static List<List<PluginCall>> Take(string settingsFolder, string pattern)
    {
        var dead = new List<List<PluginCall>>();
        if (!Directory.Exists(settingsFolder))
        {
            return dead;
        }

        foreach (var path in Directory.EnumerateFiles(settingsFolder, pattern, Flat).Order(StringComparer.Ordinal).ToArray())
        {
            try
            {
                if (Read(path) is { Count: > 0 } calls)
                {
                    dead.Add(calls);
                }

                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Locked by a process that lives, or gone by now.
                continue;
            }
        }

        return dead;
    }

    private static string Name(int processId) => processId.ToString(CultureInfo.InvariantCulture);

    private static List<PluginCall> Read(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var mark = new byte[PluginCall.MarkBytes];
        var calls = new List<PluginCall>();
        for (var place = 0; place < MaxCalls && RandomAccess.Read(file, mark, (long)place * mark.Length) > 0; place++)
        {
            if (PluginCall.Read(mark) is { } call)
            {
                calls.Add(call);
            }
        }

        return calls;
    }

    private static string Words(IReadOnlyList<PluginCall> calls) =>
        string.Join(" and ", calls.Select(call => call.Words).Distinct(StringComparer.Ordinal));

    private bool TellOfEnd()
    {
        PluginCall[] running = [.. _calls.OfType<PluginCall>()];
        if (running.Length == 0)
        {
            return false;
        }

        log($"{EndedInside}{Words(running)}. 'rewardlab plugins disable {running[^1].PluginId}' keeps the plugin from being loaded.");
        return true;
    }

    private void Create()
    {
        lock (Gate)
        {
            if (_isOpen)
            {
                return;
            }

            try
            {
                Directory.CreateDirectory(settingsFolder);
                _path = Path.Combine(settingsFolder, Pattern.Replace(
                    "*", $"{Name(Environment.ProcessId)}-{Path.GetRandomFileName()}", StringComparison.Ordinal));
                _file = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Whoever may not write there does without this, as without all that is kept of plugins.
                Debug.WriteLine(exception);
            }

            // Asked for as long as the process lives: a plugin may be called at any time.
            _ = ProcessEndWatch.Ask(TellOfEnd);
            Open.Add(this);
            Volatile.Write(ref _isOpen, true);
        }
    }

    private void Write(byte[] bytes, int place)
    {
        try
        {
            if (_file is { } file)
            {
                RandomAccess.Write(file, bytes, (long)place * PluginCall.MarkBytes);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // A full disk, or the end of the process on another thread.
            _file = null;
        }
    }

    private void End(int place)
    {
        Write(None, place);
        Volatile.Write(ref _calls[place], null);
    }

    private void Close()
    {
        var file = Interlocked.Exchange(ref _file, null);
        if (file is null)
        {
            return;
        }

        file.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Debug.WriteLine(exception);
        }
    }

    /// <summary>A call that is under way.</summary>
    internal readonly struct Noted(PluginCalls? calls, int place) : IDisposable
    {
        public void Dispose() => calls?.End(place);
    }
}
