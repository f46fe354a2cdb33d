namespace RewardLab.Cluster.Contracts;

/// <summary>What a worker asks of a hub, whatever carries it. Every call may come twice, or late, and none takes longer than <see cref="CallLimits"/> say.
/// </summary>
internal interface IUnitHub
{
    /// <summary>Joins, or joins again.</summary>
    Task<JoinAnswer> JoinAsync(WorkerCard card);

    /// <summary>Asks for a unit, and waits for one a few seconds.</summary>
    /// <param name="worker">The name that joining gave.</param>
    /// <param name="sequence">Larger with each request.</param>
    /// <param name="load">What the worker's process holds.</param>
    Task<TakeAnswer> TakeAsync(string worker, long sequence, WorkerLoad load);

    /// <summary>Keeps a unit.</summary>
    /// <returns>False when it is to be dropped.</returns>
    Task<bool> RenewAsync(string worker, long ticket, WorkerLoad load);

    /// <summary>The next bytes of a unit; null when it is to be dropped.</summary>
    Task<byte[]?> ReadUnitAsync(long ticket, int offset);

    /// <summary>The next bytes of shared data; null where nobody shares it any more.</summary>
    Task<SharedPiece?> ReadSharedAsync(string name, int offset);

    /// <summary>Sends the next bytes of a result; the last of them completes the unit.</summary>
    /// <returns>False when the unit is to be dropped.</returns>
    Task<bool> PutAsync(string worker, long ticket, int total, int offset, byte[] piece);

    /// <summary>Says that a unit could not be done.</summary>
    /// <param name="worker">The name that joining gave.</param>
    /// <param name="ticket">Of the unit.</param>
    /// <param name="message">One line.</param>
    /// <param name="isRefused">Whether nobody can do it.</param>
    Task FailAsync(string worker, long ticket, string message, bool isRefused);

    /// <summary>Takes leave; what the worker holds goes back.</summary>
    Task LeaveAsync(string worker);

    /// <summary>The workers and what they do, as the JSON of <see cref="Runs.Workers.ClusterStatus"/>.</summary>
    Task<byte[]> DescribeAsync();
}
