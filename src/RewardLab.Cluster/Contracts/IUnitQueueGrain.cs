namespace RewardLab.Cluster.Contracts;

/// <summary><see cref="IUnitHub"/> as Orleans carries it: bytes, numbers and strings alone. The key is 0.</summary>
[Alias("rewardlab.units.1")]
internal interface IUnitQueueGrain : IGrainWithIntegerKey
{
    [Alias("join")]
    Task<JoinAnswer> Join(byte[] card);

    [Alias("take")]
    Task<TakeAnswer> Take(string worker, long sequence, WorkerLoad load);

    [Alias("renew")]
    Task<bool> Renew(string worker, long ticket, WorkerLoad load);

    [Alias("unit")]
    Task<byte[]?> ReadUnit(long ticket, int offset);

    [Alias("shared")]
    Task<SharedPiece?> ReadShared(string name, int offset);

    [Alias("put")]
    Task<bool> Put(string worker, long ticket, int total, int offset, byte[] piece);

    [Alias("fail")]
    Task Fail(string worker, long ticket, string message, bool isRefused);

    [Alias("leave")]
    Task Leave(string worker);

    [Alias("describe")]
    Task<byte[]> Describe();
}
