using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Cluster.Contracts;

namespace RewardLab.Cluster.Workers;

/// <summary>Brings shared data in pieces, and checks that it is what its name says.</summary>
internal static class SharedFetch
{
    /// <summary>The data; null where nobody shares it any more.</summary>
    /// <exception cref="InvalidDataException">Something else came.</exception>
    public static async Task<byte[]?> ReadAsync(IUnitHub hub, string name, CancellationToken cancellationToken)
    {
        byte[]? data = null;
        for (var offset = 0; data is null || offset < data.Length;)
        {
            if (await hub.ReadSharedAsync(name, offset).WaitAsync(cancellationToken) is not { } piece)
            {
                return null;
            }

            if (piece.Total is < 0 or > IWorkerPool.MaxBytes || piece.Bytes.Length > piece.Total - offset || (piece.Bytes.Length == 0 && piece.Total > 0))
            {
                throw new InvalidDataException($"The shared data {name} has a piece that does not fit.");
            }

            data ??= new byte[piece.Total];
            piece.Bytes.CopyTo(data, offset);
            offset += piece.Bytes.Length;
        }

        return Convert.ToHexStringLower(SHA256.HashData(data)) == name ? data : throw new InvalidDataException($"The shared data {name} came damaged.");
    }
}
