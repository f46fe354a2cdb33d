using RewardLab.Abstractions;

namespace RewardLab.Cluster.Hubs;

/// <summary>Results that arrive in pieces.</summary>
internal sealed class ResultUploads
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Upload> _uploads = [];

    /// <summary>Adds a piece; one that was added before is ignored.</summary>
    /// <returns>The whole result once all of it is there; null before.</returns>
    /// <exception cref="InvalidDataException">The sizes do not fit.</exception>
    public byte[]? Add(long ticket, int total, int offset, ReadOnlySpan<byte> piece)
    {
        if (total is < 0 or > IWorkerPool.MaxBytes || offset < 0 || piece.Length > total - offset)
        {
            throw new InvalidDataException($"A result of {total} bytes has no piece of {piece.Length} bytes at {offset}.");
        }

        lock (_gate)
        {
            if (!_uploads.TryGetValue(ticket, out var upload))
            {
                _uploads.Add(ticket, upload = new Upload(new byte[total]));
            }

            if (upload.Bytes.Length != total || offset > upload.Received)
            {
                throw new InvalidDataException($"The piece at {offset} does not follow the {upload.Received} bytes that have come.");
            }

            piece.CopyTo(upload.Bytes.AsSpan(offset));
            upload.Received = Math.Max(upload.Received, offset + piece.Length);
            return upload.Received == total ? upload.Bytes : null;
        }
    }

    /// <summary>Forgets what nobody waits for.</summary>
    public void Keep(Func<long, bool> isWanted)
    {
        lock (_gate)
        {
            foreach (var ticket in _uploads.Keys.Where(ticket => !isWanted(ticket)).ToArray())
            {
                _uploads.Remove(ticket);
            }
        }
    }

    private sealed class Upload(byte[] bytes)
    {
        public byte[] Bytes { get; } = bytes;

        public int Received { get; set; }
    }
}
