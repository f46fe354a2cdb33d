using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Cluster.Contracts;

namespace RewardLab.Cluster.Workers;

/// <summary>Finds out by which arithmetic a machine computes.</summary>
internal static class Canaries
{
    /// <summary>SHA-256 of what the canary gives, twice the same.</summary>
    /// <exception cref="RewardLabException">It gave two different results.</exception>
    public static async Task<string> ComputeAsync(UnitThread thread, Func<ReadOnlyMemory<byte>> canary, WorkerCard card)
    {
        var (first, second) = (await Hash(), await Hash());
        return first == second
            ? first
            : throw new RewardLabException(
                $"{card.Machine} ({card.Device}) does not repeat its own bytes: the same computation gave two results. It cannot be a worker.");

        Task<string> Hash() => thread.InvokeAsync(() => Convert.ToHexStringLower(SHA256.HashData(canary().Span)));
    }
}
