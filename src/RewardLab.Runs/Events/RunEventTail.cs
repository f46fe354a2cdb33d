using System.Text;
using System.Text.Unicode;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Events;

/// <summary>Follows a run's log of events while another process writes it, reading each byte once.</summary>
/// <remarks>Not safe from several threads.</remarks>
public sealed class RunEventTail
{
    private const int MaxBytes = 4 << 20;

    private readonly string _path;
    private long _position;
    private byte[] _lastLine = [];
    private int _lineCount;

    /// <summary>Follows the log of the run in a folder, from its first event on; it need not exist yet.</summary>
    public RunEventTail(string runFolder)
    {
        ArgumentNullException.ThrowIfNull(runFolder);
        _path = Path.Combine(runFolder, RunEvents.FileName);
    }

    /// <summary>Reads what has been added, at most some megabytes of it: call again until nothing comes.</summary>
    /// <exception cref="RewardLabException">The log cannot be read.</exception>
    public RunEventBatch Read()
    {
        try
        {
            using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            var isAnew = IsCutBack(file);
            if (isAnew)
            {
                (_position, _lineCount, _lastLine) = (0, 0, []);
            }

            var batch = new RunEventBatch(isAnew, ReadLines(file, out var damage), damage);
            return isAnew || batch.Events.Count + damage.Count > 0 ? batch : RunEventBatch.Empty;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException && _position == 0)
        {
            return RunEventBatch.Empty;
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(_path, exception);
        }
    }

    // A resumed run may have cut the log and grown it again between two reads: the last line then reads otherwise.
    private bool IsCutBack(FileStream file)
    {
        if (_position == 0)
        {
            return false;
        }

        if (file.Length < _position)
        {
            return true;
        }

        var there = new byte[_lastLine.Length];
        file.Seek(_position - _lastLine.Length, SeekOrigin.Begin);
        return file.ReadAtLeast(there, there.Length, throwOnEndOfStream: false) < there.Length || !there.AsSpan().SequenceEqual(_lastLine);
    }

    private List<RunEvent> ReadLines(FileStream file, out List<string> damage)
    {
        var events = new List<RunEvent>();
        damage = [];
        var left = file.Length - _position;
        if (left <= 0)
        {
            return events;
        }

        // A line longer than the window widens it.
        for (var window = (int)Math.Min(left, MaxBytes); ; window = (int)Math.Min(left, window * 2L))
        {
            var bytes = new byte[window];
            file.Seek(_position, SeekOrigin.Begin);
            var read = file.ReadAtLeast(bytes, window, throwOnEndOfStream: false);
            var whole = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
            if (whole > 0)
            {
                Parse(bytes.AsSpan(0, whole), events, damage);
                return events;
            }

            if (window >= left)
            {
                return events; // still being written
            }
        }
    }

    private void Parse(ReadOnlySpan<byte> lines, List<RunEvent> events, List<string> damage)
    {
        _position += lines.Length;
        while (lines.Length > 0)
        {
            var line = lines[..(lines.IndexOf((byte)'\n') + 1)];
            lines = lines[line.Length..];
            _lineCount++;
            if (lines.Length == 0)
            {
                _lastLine = line.ToArray();
            }

            if (!Utf8.IsValid(line))
            {
                damage.Add($"'{_path}' line {_lineCount} is damaged: it is not valid UTF-8.");
            }
            else if (line.Length > 1)
            {
                Parse(Encoding.UTF8.GetString(line[..^1]), events, damage);
            }
        }
    }

    private void Parse(string line, List<RunEvent> events, List<string> damage)
    {
        try
        {
            events.Add(RunEvents.Parse(line, _path, _lineCount));
        }
        catch (RewardLabException exception)
        {
            damage.Add(exception.Message);
        }
    }
}
