using System.Text;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Events;

/// <summary>Appends events to events.jsonl; every line is handed to the system before the call returns. Safe from any thread.</summary>
/// <remarks>
/// A log that was there already is replayed: an event that it holds at this place is passed over, and the first that differs ends the replay and what
/// the log held from there on. So the log of a run that was killed and resumed reads as that of one never killed. Times, rates and memory
/// (metrics of the role timing, and values whose names end in Seconds, PerSecond or Bytes) may differ.
/// </remarks>
internal sealed class EventLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Stream _file;
    private readonly Func<TimeSpan> _elapsed;
    private readonly List<long> _formerEnds = [];
    private readonly double _formerSeconds;
    private long _sequence;

    public EventLog(string path, Func<TimeSpan> elapsed)
        : this(path, elapsed, static p => new FileStream(p, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1))
    {
    }

    internal EventLog(string path, Func<TimeSpan> elapsed, Func<string, Stream> open, IEnumerable<RunEvent>? former = null)
    {
        _path = path;
        _elapsed = elapsed;
        foreach (var item in former ?? [])
        {
            _formerEnds.Add((_formerEnds is [.., var end] ? end : 0) + Encoding.UTF8.GetByteCount(item.Line) + 1);
            _formerSeconds = item.ElapsedSeconds;
        }

        try
        {
            _file = open(path);
            if (former is not null)
            {
                _file.SetLength(_formerEnds is [.., var end] ? end : 0); // a line that was cut off
                _file.Seek(0, SeekOrigin.End);
            }
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    /// <summary>Seconds that the run took before it was resumed, as its last event then says; 0 where it was not.</summary>
    public double FormerSeconds => _formerSeconds;

    /// <summary>Events so far, those of the replay counted as they come.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _sequence;
            }
        }
    }

    /// <summary>Continues with what was there.</summary>
    public static EventLog Resume(string path, Func<TimeSpan> elapsed, IEnumerable<RunEvent> former) =>
        new(path, elapsed, static p => new FileStream(p, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1), former);

    /// <summary>Appends an event.</summary>
    public void Append(EventRecord record) => Append((sequence, seconds) => EventLine.Write(sequence, seconds, record));

    /// <summary>Passes over what the log holds up to a number of events, as a checkpoint noted it.</summary>
    public void SkipTo(long count)
    {
        lock (_gate)
        {
            _sequence = Math.Max(_sequence, Math.Min(count, _formerEnds.Count));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }

    private void Append(Func<long, double, string> write)
    {
        lock (_gate)
        {
            var line = write(_sequence, Math.Round(_formerSeconds + _elapsed().TotalSeconds, 3));
            try
            {
                if (!IsReplayed(line))
                {
                    _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
                    _file.Flush();
                }
            }
            catch (Exception exception) when (FileFailure.Is(exception))
            {
                throw FileFailure.Writing(_path, exception);
            }

            _sequence++;
        }
    }

    private bool IsReplayed(string line)
    {
        if (_sequence >= _formerEnds.Count)
        {
            return false;
        }

        // A line of a former version is compared by what it means.
        if (EventLine.Read(Former((int)_sequence))?.ToEssence() == EventLine.Read(line)?.ToEssence())
        {
            return true;
        }

        _file.SetLength(StartOf((int)_sequence));
        _file.Seek(0, SeekOrigin.End);
        _formerEnds.RemoveRange((int)_sequence, _formerEnds.Count - (int)_sequence);
        return false;
    }

    private long StartOf(int index) => index == 0 ? 0 : _formerEnds[index - 1];

    // Read where it stands: a log may be larger than memory.
    private string Former(int index)
    {
        var line = new byte[_formerEnds[index] - StartOf(index) - 1];
        _file.Seek(StartOf(index), SeekOrigin.Begin);
        _file.ReadExactly(line);
        _file.Seek(0, SeekOrigin.End);
        return Encoding.UTF8.GetString(line);
    }
}
