using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Tests;

/// <summary>Squares numbers; some numbers ask for something else.</summary>
internal sealed class SquareHandler : IUnitHandler
{
    /// <summary>Is computed for ever, until it is cancelled.</summary>
    public const int Endless = 1_000_001;

    /// <summary>Has a result that is too large to be sent.</summary>
    public const int Oversized = 1_000_002;

    /// <summary>Is refused.</summary>
    public const int Refused = 1_000_003;

    /// <summary>Fails.</summary>
    public const int Failing = 1_000_004;

    /// <summary>Has a result of 10 MB.</summary>
    public const int Large = 1_000_005;

    public const int LargeBytes = 10_000_000;

    /// <summary>How long a unit takes, by what its worker was told.</summary>
    public TimeSpan Duration { get; init; }

    public ReadOnlyMemory<byte> Compute(WorkUnit unit, Func<string, ReadOnlyMemory<byte>> shared, CancellationToken cancellationToken)
    {
        var number = TestUnits.Number(unit.Input);
        var sum = unit.Shared.Sum(name => shared(name).Span.Length == 0 ? 0 : shared(name).Span[0]);
        if (number == Endless)
        {
            cancellationToken.WaitHandle.WaitOne();
        }

        if (Duration > TimeSpan.Zero)
        {
            cancellationToken.WaitHandle.WaitOne(Duration);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return number switch
        {
            Oversized => new byte[IWorkerPool.MaxBytes + 1],
            Refused => throw new RewardLabException("The number is refused."),
            Failing => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"no {number}")),
            Large => LargeResult(),
            _ => TestUnits.Bytes((number * number) + sum),
        };
    }

    public void Dispose()
    {
    }

    /// <summary>What <see cref="Large"/> gives.</summary>
    public static byte[] LargeResult() => [.. Enumerable.Range(0, LargeBytes).Select(i => (byte)(i * 31))];
}
