namespace RewardLab.Cluster.Queues;

/// <summary>Units that wait for workers, and the leases under which workers hold them. Knows nothing of how workers are reached.</summary>
/// <remarks>
/// <para>A worker asks for units; nobody sends it any. A lease that is not renewed runs out, and its unit goes back to the front. The first result of a unit
/// wins, also one of a lease that ran out; which worker it is from makes no difference, because the same unit gives the same bytes.</para>
/// <para>Safe from any thread. No member waits except <see cref="UnitBatch.TakeNext"/>.</para>
/// </remarks>
internal sealed partial class UnitQueue : IDisposable
{
    private const int MaxMakers = 65_536;
    private readonly Lock _gate = new();
    private readonly UnitQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly LinkedList<QueuedUnit> _waiting = [];
    private readonly Dictionary<string, QueuedWorker> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<long, UnitLease> _leases = [];
    private readonly Dictionary<string, string> _makers = new(StringComparer.Ordinal);
    private readonly Queue<string> _makersInOrder = new();
    private readonly Dictionary<string, TimeSpan> _durations = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _lastRefresh;
    private long _lastTicket;
    private long _doneUnits;
    private long _lostLeases;
    private bool _isClosed;
    private string? _abortion;

    public UnitQueue(UnitQueueOptions options, TimeProvider time)
    {
        (_options, _time, _start) = (options, time, time.GetTimestamp());
        _timer = time.CreateTimer(static queue => ((UnitQueue)queue!).Sweep(), this, options.SweepInterval, options.SweepInterval);
    }

    /// <summary>Data that units name.</summary>
    public SharedStore Shared { get; } = new();

    /// <summary>Whether no unit is given out any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _isClosed;
            }
        }
    }

    /// <summary>Completed as soon as something changes that may give a waiting worker a unit.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>Begins a list of units whose results are taken in order.</summary>
    public UnitBatch Open() => new(this);

    /// <summary>Lets a worker ask for units. One that has joined already is heard of again.</summary>
    public void Join(string name)
    {
        lock (_gate)
        {
            var now = Refresh();
            if (!_workers.TryGetValue(name, out var worker))
            {
                worker = new QueuedWorker(name) { Joined = now, IdleSince = now };
                _workers.Add(name, worker);
            }

            Hear(worker, now);
            Signal();
        }
    }

    /// <summary>Whether a worker has joined and was not forgotten since.</summary>
    public bool Knows(string name)
    {
        lock (_gate)
        {
            return _workers.ContainsKey(name);
        }
    }

    /// <summary>Takes a worker's leave: what it holds goes back to the front.</summary>
    public void Leave(string name)
    {
        lock (_gate)
        {
            if (_workers.Remove(name, out var worker))
            {
                GiveBack(worker, Refresh());
                Signal();
            }
        }
    }

    /// <summary>A worker asks for a unit, which says that it holds none: what it was given and never got goes back to the front.</summary>
    /// <returns>False when it has to join first, or has asked again since.</returns>
    public bool Ask(string name, long sequence)
    {
        lock (_gate)
        {
            if (!_workers.TryGetValue(name, out var worker) || sequence <= worker.Sequence)
            {
                return false;
            }

            var now = Refresh();
            Hear(worker, now);
            worker.Sequence = sequence;
            GiveBack(worker, now);
            return true;
        }
    }

    /// <summary>Gives the worker a unit, if there is one for it.</summary>
    /// <param name="name">The worker.</param>
    /// <param name="sequence">Of its request; an older one gets nothing.</param>
    public UnitLease? TryTake(string name, long sequence)
    {
        lock (_gate)
        {
            if (_isClosed || !_workers.TryGetValue(name, out var worker) || worker.Sequence != sequence || worker.Leases.Count > 0)
            {
                return null;
            }

            // Not a word from the worker itself: its request may wait here long after it has died.
            var now = Refresh();
            if (Choose(worker, now) is not { } unit)
            {
                return null;
            }

            var lease = new UnitLease(++_lastTicket, unit, worker, now) { Expires = now + _options.LeaseTime };
            _leases.Add(lease.Ticket, lease);
            unit.Leases.Add(lease);
            worker.Leases.Add(lease);
            _waiting.Remove(unit);
            return lease;
        }
    }

    /// <summary>Keeps a lease for another <see cref="UnitQueueOptions.LeaseTime"/>.</summary>
    /// <returns>False when the unit is the worker's no more: it drops it.</returns>
    public bool Renew(long ticket)
    {
        lock (_gate)
        {
            var now = Refresh();
            if (!_leases.TryGetValue(ticket, out var lease))
            {
                return false;
            }

            Hear(lease.Worker, now);
            if (lease.IsHeld)
            {
                lease.Expires = now + _options.LeaseTime;
            }

            return lease.IsHeld;
        }
    }

    /// <summary>The unit of a ticket; null when it has been done, or given up.</summary>
    public QueuedUnit? Find(long ticket)
    {
        lock (_gate)
        {
            return _leases.GetValueOrDefault(ticket)?.Unit;
        }
    }

    /// <summary>Takes a result, also of a lease that ran out.</summary>
    /// <returns>False when another was first.</returns>
    public bool Complete(long ticket, ReadOnlyMemory<byte> result)
    {
        lock (_gate)
        {
            var now = Refresh();
            if (!_leases.TryGetValue(ticket, out var lease))
            {
                return false;
            }

            var (unit, worker) = (lease.Unit, lease.Worker);
            Hear(worker, now);
            worker.DoneUnits++;
            _doneUnits++;
            Remember(unit, worker, now - lease.Since);
            Close(unit, now);
            unit.Result.SetResult(result);
            Signal();
            return true;
        }
    }

    /// <summary>A worker could not do a unit.</summary>
    /// <param name="ticket">Of its lease; one that ran out is not counted.</param>
    /// <param name="message">What went wrong.</param>
    /// <param name="isRefused">Whether it cannot be done anywhere, which ends the work at once.</param>
    public void Fail(long ticket, string message, bool isRefused)
    {
        lock (_gate)
        {
            var now = Refresh();
            if (!_leases.TryGetValue(ticket, out var lease) || !lease.IsHeld)
            {
                return;
            }

            var unit = lease.Unit;
            unit.Failures.Add(lease.Worker.Name);
            if (isRefused)
            {
                End(unit, message, now);
            }
            else if (unit.Failures.Count >= _options.MaxFailures)
            {
                End(
                    unit,
                    $"Unit {unit.Text} ({unit.Kind}) failed {unit.Failures.Count} times, on {string.Join(", ", unit.Failures.Distinct())}; "
                    + $"the last time: {message}",
                    now);
            }
            else
            {
                Drop(lease, now);
            }

            Signal();
        }
    }

    /// <summary>Ends all work with an error, and what is queued later too.</summary>
    public void Abort(string message)
    {
        lock (_gate)
        {
            _abortion = message;
            foreach (var unit in _waiting.Concat(_leases.Values.Select(lease => lease.Unit)).ToArray())
            {
                End(unit, message, Refresh());
            }

            Signal();
        }
    }

    /// <summary>Gives nothing out any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Signal();
        }
    }

    /// <summary>The workers, in the order in which they joined, and how many units wait and are held.</summary>
    public QueueState Describe()
    {
        lock (_gate)
        {
            var now = Refresh();
            var leased = _leases.Values.Where(lease => lease.IsHeld).Select(lease => lease.Unit).Distinct().Count();
            return new QueueState(
                _waiting.Count,
                leased,
                _doneUnits,
                _lostLeases,
                [.. _workers.Values.Select(worker => new QueueState.Member(
                    worker.Name, worker.Leases.FirstOrDefault()?.Unit.Text, worker.DoneUnits, now - worker.Joined, worker.IsSilent))]);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Close();
    }

    /// <summary>Units that may be open at once.</summary>
    internal int Window
    {
        get
        {
            lock (_gate)
            {
                return Math.Max(_options.MinWindow, _options.WindowPerWorker * _workers.Values.Count(worker => !worker.IsSilent));
            }
        }
    }

    internal long MaxWaitingBytes => _options.MaxWaitingBytes;

    internal void Add(QueuedUnit unit)
    {
        lock (_gate)
        {
            Shared.Pin(unit.Shared);
            _waiting.AddLast(unit);
            if (_abortion is { } message)
            {
                End(unit, message, Refresh());
            }

            Signal();
        }
    }

    /// <summary>Gives up units that nobody waits for any more.</summary>
    internal void Abandon(IEnumerable<QueuedUnit> units)
    {
        lock (_gate)
        {
            var now = Refresh();
            foreach (var unit in units)
            {
                Close(unit, now);
            }

            Signal();
        }
    }
}
