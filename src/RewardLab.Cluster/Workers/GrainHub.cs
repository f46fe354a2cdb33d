using RewardLab.Cluster.Contracts;

namespace RewardLab.Cluster.Workers;

/// <summary>A hub behind Orleans.</summary>
internal sealed class GrainHub(IUnitQueueGrain grain) : IUnitHub
{
    public Task<JoinAnswer> JoinAsync(WorkerCard card) => grain.Join(card.ToJson());

    public Task<TakeAnswer> TakeAsync(string worker, long sequence, WorkerLoad load) => grain.Take(worker, sequence, load);

    public Task<bool> RenewAsync(string worker, long ticket, WorkerLoad load) => grain.Renew(worker, ticket, load);

    public Task<byte[]?> ReadUnitAsync(long ticket, int offset) => grain.ReadUnit(ticket, offset);

    public Task<SharedPiece?> ReadSharedAsync(string name, int offset) => grain.ReadShared(name, offset);

    public Task<bool> PutAsync(string worker, long ticket, int total, int offset, byte[] piece) => grain.Put(worker, ticket, total, offset, piece);

    public Task FailAsync(string worker, long ticket, string message, bool isRefused) => grain.Fail(worker, ticket, message, isRefused);

    public Task LeaveAsync(string worker) => grain.Leave(worker);

    public Task<byte[]> DescribeAsync() => grain.Describe();
}
