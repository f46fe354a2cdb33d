using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Queues;

// How leases begin and end, and who gets what. All of it runs under the gate.
internal sealed partial class UnitQueue
{
    private void Sweep()
    {
        lock (_gate)
        {
            Refresh();
        }
    }

    // Every call begins here: leases that ran out end, and after a pause of this process, in which nobody could renew, all are extended by it.
    private TimeSpan Refresh()
    {
        var now = _time.GetElapsedTime(_start);
        var gap = now - _lastRefresh;
        _lastRefresh = now;
        if (gap > _options.PauseLimit)
        {
            foreach (var lease in _leases.Values)
            {
                lease.Expires += gap;
            }

            foreach (var worker in _workers.Values)
            {
                worker.LastHeard += gap;
            }
        }

        foreach (var worker in _workers.Values.Where(worker => !worker.IsSilent && now - worker.LastHeard >= _options.LeaseTime).ToArray())
        {
            worker.IsSilent = true;
            Signal();
        }

        foreach (var lease in _leases.Values.Where(lease => lease.IsHeld && lease.Expires <= now).ToArray())
        {
            Lose(lease, now);
        }

        foreach (var worker in _workers.Values.Where(worker => worker.IsSilent && now - worker.LastHeard >= _options.ForgetTime).ToArray())
        {
            _workers.Remove(worker.Name);
        }

        return now;
    }

    private void Lose(UnitLease lease, TimeSpan now)
    {
        var unit = lease.Unit;
        _lostLeases++;
        if (lease.Worker.IsSilent)
        {
            unit.Losses.Add(lease.Worker.Name);
        }

        if (unit.Losses.Distinct(StringComparer.Ordinal).Count() >= _options.MaxLosses)
        {
            End(
                unit,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Unit {unit.Text} ({unit.Kind}) was lost with {_options.MaxLosses} workers, one after the other: "
                    + $"{string.Join(", ", unit.Losses.Distinct(StringComparer.Ordinal))}. "
                    + $"See what they wrote last; memory may not suffice."),
                now);
        }
        else
        {
            Drop(lease, now);
        }

        Signal();
    }

    private static void Hear(QueuedWorker worker, TimeSpan now) => (worker.LastHeard, worker.IsSilent) = (now, false);

    // What the worker has in memory; what nobody has in memory; once it is idle, what waits for another; then a second copy of what another does.
    private QueuedUnit? Choose(QueuedWorker worker, TimeSpan now)
    {
        QueuedUnit? free = null, others = null;
        foreach (var unit in _waiting.Where(unit => Suits(unit, worker)))
        {
            var maker = Maker(unit);
            if (maker == worker)
            {
                return unit;
            }

            (free, others) = maker is null ? (free ?? unit, others) : (free, unit);
        }

        return free ?? (now - worker.IdleSince >= _options.Patience ? others ?? Straggler(worker, now) : null);
    }

    private QueuedUnit? Straggler(QueuedWorker worker, TimeSpan now) => _leases.Values
        .Where(lease => lease.IsHeld && lease.Worker != worker && lease.Unit.Leases.Count == 1 && Suits(lease.Unit, worker))
        .Where(lease => now - lease.Since >= _options.Patience && now - lease.Since >= 2 * _durations.GetValueOrDefault(lease.Unit.Kind))
        .MinBy(lease => lease.Since)?.Unit;

    // A worker on which a unit failed gets it again only where there is nobody else.
    private bool Suits(QueuedUnit unit, QueuedWorker worker) =>
        !unit.Failures.Contains(worker.Name) || _workers.Values.All(other => other.IsSilent || unit.Failures.Contains(other.Name));

    private QueuedWorker? Maker(QueuedUnit unit) =>
        unit.Followed is { } name && _makers.TryGetValue(name, out var maker) && _workers.TryGetValue(maker, out var worker) && !worker.IsSilent
            ? worker : null;

    private void Remember(QueuedUnit unit, QueuedWorker worker, TimeSpan duration)
    {
        _durations[unit.Kind] = _durations.TryGetValue(unit.Kind, out var mean) ? mean + ((duration - mean) / 8) : duration;
        if (_makers.TryAdd(unit.Name, worker.Name))
        {
            _makersInOrder.Enqueue(unit.Name);
            if (_makersInOrder.Count > MaxMakers)
            {
                _makers.Remove(_makersInOrder.Dequeue());
            }
        }
        else
        {
            _makers[unit.Name] = worker.Name;
        }
    }

    private void GiveBack(QueuedWorker worker, TimeSpan now)
    {
        foreach (var lease in worker.Leases.ToArray())
        {
            Drop(lease, now);
        }
    }

    // Ends a lease; the unit goes back to the front, unless another has a copy of it.
    private void Drop(UnitLease lease, TimeSpan now)
    {
        var (unit, worker) = (lease.Unit, lease.Worker);
        lease.IsHeld = false;
        unit.Leases.Remove(lease);
        worker.Leases.Remove(lease);
        worker.IdleSince = now;
        if (unit.Leases.Count == 0)
        {
            _waiting.AddFirst(unit);
        }
    }

    private void End(QueuedUnit unit, string message, TimeSpan now)
    {
        Close(unit, now);
        unit.Error.TrySetResult(new RewardLabException(message));
    }

    private void Close(QueuedUnit unit, TimeSpan now)
    {
        if (unit.IsClosed)
        {
            return;
        }

        unit.IsClosed = true;
        _waiting.Remove(unit);
        foreach (var lease in unit.Leases)
        {
            lease.IsHeld = false;
            lease.Worker.Leases.Remove(lease);
            lease.Worker.IdleSince = now;
        }

        unit.Leases.Clear();
        foreach (var ticket in _leases.Values.Where(lease => lease.Unit == unit).Select(lease => lease.Ticket).ToArray())
        {
            _leases.Remove(ticket);
        }

        Shared.Unpin(unit.Shared);
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
