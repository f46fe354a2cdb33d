using System.Diagnostics;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>Files beside plugins.json that say which plugin's code a process is about to run: what is left of one that died of it.</summary>
/// <remarks>
/// A marker is locked for as long as its process lives, so that a start can tell those of dead processes from those of processes that load at the same
/// time. The operating system releases the lock, however the process ends.
/// </remarks>
internal sealed class LoadMarkers(string settingsFolder, Action<string> log)
{
    private const string Pattern = "plugins.loading-*";
    private const int MaxBytes = 64 << 10;
    private static readonly EnumerationOptions Flat = new() { AttributesToSkip = FileAttributes.None };
    private static readonly Lock Gate = new();
    private static readonly List<Marker> Open = [];

    /// <summary>Marks a plugin as being loaded, until the result is disposed of.</summary>
    /// <param name="id">The plugin.</param>
    /// <param name="hash">The hash over its files.</param>
    public IDisposable Begin(string id, string hash)
    {
        try
        {
            return new Marker(Write(id, hash, ""));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log($"Plugin '{id}' is loaded without a note of it in '{settingsFolder}': {OneLine.Format(exception.Message)}");
            return Stream.Null;
        }
    }

    /// <summary>The process is about to end by itself or by the user's wish: no plugin that is being loaded is to blame for that.</summary>
    public static void Forget()
    {
        lock (Gate)
        {
            foreach (var marker in Open.ToArray())
            {
                marker.Dispose();
            }
        }
    }

    /// <summary>Notes that a plugin's code ended the process after it was loaded. Never throws: the process is about to end.</summary>
    /// <param name="id">The plugin.</param>
    /// <param name="hash">The hash over its files.</param>
    /// <param name="reason">What it did.</param>
    public void Accuse(string id, string hash, string reason)
    {
        try
        {
            // Closed and left behind, for the next start to find.
            Write(id, hash, reason).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log($"The failure of plugin '{id}' cannot be noted: {OneLine.Format(exception.Message)}");
        }
    }

    /// <summary>Takes away the markers of processes that have died, and says what they were loading.</summary>
    public IReadOnlyList<(string Id, string Hash, string Reason)> TakeDead()
    {
        var dead = new List<(string, string, string)>();
        if (!Directory.Exists(settingsFolder))
        {
            return dead;
        }

        foreach (var path in Directory.EnumerateFiles(settingsFolder, Pattern, Flat).Order(StringComparer.Ordinal).ToArray())
        {
            try
            {
                if (Read(path) is [{ Length: > 0 } id, { Length: > 0 } hash, var reason, ..])
                {
                    dead.Add((id, hash, reason));
                }

                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or RewardLabException)
            {
                // Locked by a process that is loading right now, or gone by now, which is as well.
                continue;
            }
        }

        return dead;
    }

    private static string[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        if (stream.Length > MaxBytes)
        {
            return [];
        }

        using var reader = TextFile.Open(stream, path);
        return reader.ReadToEnd().Split('\n');
    }

    private FileStream Write(string id, string hash, string reason)
    {
        Directory.CreateDirectory(settingsFolder);
        var path = Path.Combine(settingsFolder, Pattern.Replace("*", Path.GetRandomFileName(), StringComparison.Ordinal));
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        stream.Write(Encoding.UTF8.GetBytes($"{id}\n{hash}\n{OneLine.Format(reason)}\n"));
        stream.Flush();
        return stream;
    }

    private sealed class Marker : IDisposable
    {
        private readonly FileStream _stream;

        public Marker(FileStream stream)
        {
            _stream = stream;
            lock (Gate)
            {
                Open.Add(this);
            }
        }

        public void Dispose()
        {
            lock (Gate)
            {
                if (!Open.Remove(this))
                {
                    return;
                }
            }

            _stream.Dispose();
            try
            {
                File.Delete(_stream.Name);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Whoever took away the right to delete there meanwhile is told by the next start that it was being loaded.
                Debug.WriteLine(exception);
            }
        }
    }
}
