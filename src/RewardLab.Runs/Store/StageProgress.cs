namespace RewardLab.Runs.Store;

/// <summary>How far a stage has come, and how long the rest of it takes at the pace so far. Not safe from several threads.</summary>
public sealed class StageProgress(TimeProvider time)
{
    // Earlier than this the pace is mostly that of the start.
    private static readonly TimeSpan MinElapsed = TimeSpan.FromSeconds(1);

    private long _startTimestamp;
    private long _startDone;

    /// <summary>The stage's name; empty before the first report.</summary>
    public string Stage { get; private set; } = "";

    /// <summary>Units finished.</summary>
    public long Done { get; private set; }

    /// <summary>Units in all, at least 1.</summary>
    public long Total { get; private set; } = 1;

    /// <summary>Whether the stage has ended, or none has begun.</summary>
    public bool IsIdle => Stage.Length == 0 || Done >= Total;

    /// <summary>Units that were finished at the stage's first report.</summary>
    public long DoneBefore => _startDone;

    /// <summary>Since the stage's first report.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_startTimestamp);

    /// <summary>Time left; null while it is too early to tell.</summary>
    public TimeSpan? TimeLeft
    {
        get
        {
            var elapsed = Elapsed;
            var doneHere = Done - _startDone;
            return doneHere <= 0 || elapsed < MinElapsed ? null : elapsed / doneHere * (Total - Done);
        }
    }

    /// <summary>Takes a report. Another name, another total or a step back begins a new stage.</summary>
    public void Report(string stage, long done, long total)
    {
        if (stage != Stage || total != Total || done < Done)
        {
            _startTimestamp = time.GetTimestamp();
            _startDone = done;
            (Stage, Total) = (stage, total);
        }

        Done = done;
    }
}
