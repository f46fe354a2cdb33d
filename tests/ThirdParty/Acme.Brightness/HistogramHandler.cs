using System.Buffers.Binary;
using RewardLab.Abstractions;

namespace Acme.Brightness;

/// <summary>How often each value occurs: 256 numbers of 32 bits.</summary>
internal sealed class HistogramHandler : IUnitHandler
{
    public ReadOnlyMemory<byte> Compute(WorkUnit unit, Func<string, ReadOnlyMemory<byte>> shared, CancellationToken cancellationToken)
    {
        var counts = new int[256];
        foreach (var value in unit.Input.Span)
        {
            counts[value]++;
        }

        var result = new byte[counts.Length * sizeof(int)];
        for (var i = 0; i < counts.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(i * sizeof(int)), counts[i]);
        }

        return result;
    }

    public void Dispose()
    {
    }
}
