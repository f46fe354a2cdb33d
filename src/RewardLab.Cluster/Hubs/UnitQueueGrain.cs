using Orleans.Concurrency;
using RewardLab.Cluster.Contracts;

namespace RewardLab.Cluster.Hubs;

/// <summary>Hands the calls that Orleans carries to the hub of this process. Requests for units wait beside each other.</summary>
[Reentrant]
internal sealed class UnitQueueGrain(IUnitHub hub) : Grain, IUnitQueueGrain
{
    public Task<JoinAnswer> Join(byte[] card) => hub.JoinAsync(WorkerCard.FromJson(card));

    public Task<TakeAnswer> Take(string worker, long sequence, WorkerLoad load) => hub.TakeAsync(worker, sequence, load);

    public Task<bool> Renew(string worker, long ticket, WorkerLoad load) => hub.RenewAsync(worker, ticket, load);

    public Task<byte[]?> ReadUnit(long ticket, int offset) => hub.ReadUnitAsync(ticket, offset);

    public Task<SharedPiece?> ReadShared(string name, int offset) => hub.ReadSharedAsync(name, offset);

    public Task<bool> Put(string worker, long ticket, int total, int offset, byte[] piece) => hub.PutAsync(worker, ticket, total, offset, piece);

    public Task Fail(string worker, long ticket, string message, bool isRefused) => hub.FailAsync(worker, ticket, message, isRefused);

    public Task Leave(string worker) => hub.LeaveAsync(worker);

    public Task<byte[]> Describe() => hub.DescribeAsync();
}
