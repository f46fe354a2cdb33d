using System.Buffers;
using Microsoft.AspNetCore.Http;
using RewardLab.Serving.Dialects;

namespace RewardLab.Web.Rewards;

/// <summary>The memory that bodies of all clients together may take. Thread-safe.</summary>
/// <param name="max">Bytes at most.</param>
internal sealed class BodyBudget(long max)
{
    private const int Step = 64 << 10;
    private long _used;

    /// <summary>Bytes that are taken.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Reads a body; what it takes is counted until the lease is disposed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">Bytes of it at most.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    /// <exception cref="RewardRequestException">It is too long (413), or there is no room for it now (429).</exception>
    public async Task<Lease> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLong(maxBytes);
        }

        var lease = new Lease(this);
        try
        {
            // As it arrives: a length that is only claimed takes nothing.
            var buffer = new ArrayBufferWriter<byte>();
            while (true)
            {
                lease.Add(Step);
                var count = await request.Body.ReadAsync(buffer.GetMemory(Step), cancellationToken);
                if (count == 0)
                {
                    lease.Bytes = buffer.WrittenMemory;
                    return lease;
                }

                buffer.Advance(count);
                lease.Add(count - Step);
                if (buffer.WrittenCount > maxBytes)
                {
                    throw TooLong(maxBytes);
                }
            }
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private static RewardRequestException TooLong(int maxBytes) =>
        new(ScoreProblem.TooLarge, $"The body is longer than the {maxBytes} bytes that are allowed. Send fewer images at once.");

    /// <summary>A body, and what it counts.</summary>
    internal sealed class Lease(BodyBudget owner) : IDisposable
    {
        private long _bytes;

        /// <summary>The body.</summary>
        public ReadOnlyMemory<byte> Bytes { get; set; }

        /// <summary>Counts more bytes, or fewer.</summary>
        /// <exception cref="RewardRequestException">There is no room for them.</exception>
        public void Add(int bytes)
        {
            _bytes += bytes;
            if (Interlocked.Add(ref owner._used, bytes) > owner.Max && bytes > 0)
            {
                throw new RewardRequestException(ScoreProblem.Busy, "Too many bodies are being read; try again in a moment.");
            }
        }

        public void Dispose() => Interlocked.Add(ref owner._used, -Interlocked.Exchange(ref _bytes, 0));
    }

    private long Max => max;
}
