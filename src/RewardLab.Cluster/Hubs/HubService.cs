using System.Globalization;
using RewardLab.Cluster.Contracts;
using RewardLab.Cluster.Queues;
using RewardLab.Runs.Workers;

namespace RewardLab.Cluster.Hubs;

/// <summary>Answers workers for a queue: who may join, what they get, what they send.</summary>
internal sealed class HubService(UnitQueue queue, Admission admission, ClusterHubOptions options, string address) : IUnitHub
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly ResultUploads _uploads = new();
    private readonly string _id = Guid.NewGuid().ToString("N");

    /// <summary>The workers and what they do.</summary>
    public ClusterStatus Describe()
    {
        var state = queue.Describe();
        lock (_gate)
        {
            return new ClusterStatus
            {
                Run = options.Run,
                Address = address,
                WaitingUnits = state.WaitingUnits,
                LeasedUnits = state.LeasedUnits,
                DoneUnits = state.DoneUnits,
                LostLeases = state.LostLeases,
                IsMixed = admission.IsMixed,
                Workers = [.. state.Members.Where(member => _members.ContainsKey(member.Name)).Select(member => Describe(member, _members[member.Name]))],
            };
        }
    }

    /// <inheritdoc/>
    public Task<JoinAnswer> JoinAsync(WorkerCard card)
    {
        if (queue.IsClosed)
        {
            return Task.FromResult(new JoinAnswer(_id, "", "", IsOver: true));
        }

        lock (_gate)
        {
            foreach (var gone in _members.Keys.Where(name => !queue.Knows(name)).ToArray())
            {
                _members.Remove(gone);
            }

            if (_members.Values.FirstOrDefault(member => member.Card.Id == card.Id) is not { } known)
            {
                if (admission.Refuse(card) is { } refusal)
                {
                    options.Log($"A worker was refused: {refusal}");
                    return Task.FromResult(new JoinAnswer(_id, "", refusal, IsOver: false));
                }

                known = new Member(Name(card), card, options.Time.GetUtcNow());
                _members.Add(known.Name, known);
                options.Log($"Worker {known.Name} joined: {card.Device}, {card.Threads} {(card.Threads == 1 ? "thread" : "threads")}.");
            }

            queue.Join(known.Name);
            return Task.FromResult(new JoinAnswer(_id, known.Name, "", IsOver: false));
        }
    }

    /// <inheritdoc/>
    public async Task<TakeAnswer> TakeAsync(string worker, long sequence, WorkerLoad load)
    {
        if (!Note(worker, load) || !queue.Knows(worker))
        {
            return new TakeAnswer(queue.IsClosed ? TakeOutcome.Over : TakeOutcome.Unknown);
        }

        var start = options.Time.GetTimestamp();
        var isAsking = queue.Ask(worker, sequence);
        while (true)
        {
            var changed = queue.Changed;
            if (queue.IsClosed)
            {
                return new TakeAnswer(TakeOutcome.Over);
            }

            if (!isAsking || options.Time.GetElapsedTime(start) >= CallLimits.Wait)
            {
                return new TakeAnswer(TakeOutcome.None);
            }

            if (queue.TryTake(worker, sequence) is { } lease)
            {
                return new TakeAnswer(TakeOutcome.Unit, lease.Ticket, lease.Unit.Bytes.Length, CallLimits.Piece(lease.Unit.Bytes, 0));
            }

            await WaitAsync(changed);
        }
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(string worker, long ticket, WorkerLoad load)
    {
        Note(worker, load);
        return Task.FromResult(queue.Renew(ticket));
    }

    /// <inheritdoc/>
    public Task<byte[]?> ReadUnitAsync(long ticket, int offset)
    {
        queue.Renew(ticket); // the worker renews by itself only once it has all of a unit, which may take long
        return Task.FromResult(queue.Find(ticket) is { } unit ? CallLimits.Piece(unit.Bytes, offset) : (byte[]?)null);
    }

    /// <inheritdoc/>
    public Task<SharedPiece?> ReadSharedAsync(string name, int offset) => Task.FromResult(
        queue.Shared.Find(name) is { } data ? new SharedPiece(data.Length, CallLimits.Piece(data.Span, offset)) : null);

    /// <inheritdoc/>
    public Task<bool> PutAsync(string worker, long ticket, int total, int offset, byte[] piece)
    {
        _uploads.Keep(wanted => queue.Find(wanted) is not null);
        if (queue.Find(ticket) is null)
        {
            return Task.FromResult(false);
        }

        queue.Renew(ticket);
        return Task.FromResult(_uploads.Add(ticket, total, offset, piece) is not { } whole || queue.Complete(ticket, whole));
    }

    /// <inheritdoc/>
    public Task FailAsync(string worker, long ticket, string message, bool isRefused)
    {
        if (queue.Find(ticket) is { } unit)
        {
            options.Log($"Worker {worker} could not do {unit.Text}: {message}");
            queue.Fail(ticket, message, isRefused);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task LeaveAsync(string worker)
    {
        queue.Leave(worker);
        lock (_gate)
        {
            if (_members.Remove(worker))
            {
                options.Log($"Worker {worker} left.");
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<byte[]> DescribeAsync() => Task.FromResult(Describe().ToJson());

    private static WorkerStatus Describe(QueueState.Member state, Member member) => new()
    {
        Name = state.Name,
        Machine = member.Card.Machine,
        Device = member.Card.Device,
        Threads = member.Card.Threads,
        MemoryBytes = member.Load.MemoryBytes,
        HeldBytes = member.Load.HeldBytes,
        Unit = state.Unit,
        DoneUnits = state.DoneUnits,
        UnitsPerMinute = state.Age > TimeSpan.Zero ? state.DoneUnits / state.Age.TotalMinutes : 0,
        Since = member.Since,
        IsSilent = state.IsSilent,
    };

    // Two containers may have one host name and one process id.
    private string Name(WorkerCard card)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{card.Machine}/{card.ProcessId}");
        return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? name : $"{name}-{i}").First(free => !_members.ContainsKey(free));
    }

    private bool Note(string worker, WorkerLoad load)
    {
        lock (_gate)
        {
            if (!_members.TryGetValue(worker, out var member))
            {
                return false;
            }

            member.Load = load;
            return true;
        }
    }

    private async Task WaitAsync(Task changed)
    {
        using var ended = new CancellationTokenSource();
        await Task.WhenAny(changed, Task.Delay(Poll, options.Time, ended.Token));
        await ended.CancelAsync();
    }

    private sealed class Member(string name, WorkerCard card, DateTimeOffset since)
    {
        public string Name { get; } = name;

        public WorkerCard Card { get; } = card;

        public DateTimeOffset Since { get; } = since;

        public WorkerLoad Load { get; set; } = new(0, 0);
    }
}
