using System.Text;
using System.Text.Json;
using RewardLab.Experiments.Files;

namespace RewardLab.Experiments.Runs;

/// <summary>Appends events to events.jsonl; every line is handed to the system before the call returns. Safe from any thread.</summary>
internal sealed class EventLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Stream _file;
    private readonly Func<TimeSpan> _elapsed;
    private long _sequence;

    public EventLog(string path, Func<TimeSpan> elapsed)
        : this(path, elapsed, static p => new FileStream(p, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1))
    {
    }

    internal EventLog(string path, Func<TimeSpan> elapsed, Func<string, Stream> open)
    {
        _path = path;
        _elapsed = elapsed;
        try
        {
            _file = open(path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    public void Append(string kind, IReadOnlyDictionary<string, object?> data)
    {
        lock (_gate)
        {
            var line = JsonSerializer.Serialize(
                new
                {
                    Sequence = _sequence,
                    ElapsedSeconds = Math.Round(_elapsed().TotalSeconds, 3),
                    Kind = kind,
                    Data = data,
                },
                RunEvents.Json);
            try
            {
                _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
                _file.Flush();
            }
            catch (Exception exception) when (FileFailure.Is(exception))
            {
                throw FileFailure.Writing(_path, exception);
            }

            _sequence++;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }
}
