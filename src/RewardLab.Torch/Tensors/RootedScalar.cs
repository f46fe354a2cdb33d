using System.Collections.Concurrent;
using TorchSharp;

namespace RewardLab.Torch.Tensors;

/// <summary>Scalars that stay alive while native code reads them.</summary>
/// <remarks>
/// TorchSharp passes a Scalar's raw pointer and keeps nothing alive: a temporary one may be finalized, and its value freed, during the call.
/// Whoever takes a scalar from here either gets a cached one, which lives for ever, or must end with <c>GC.KeepAlive</c>.
/// </remarks>
internal static class RootedScalar
{
    private const int MaxCached = 4096;
    private static readonly ConcurrentDictionary<double, Scalar> FloatingPoint = new();
    private static readonly ConcurrentDictionary<long, Scalar> Integers = new();

#pragma warning disable RS0030 // the one place that makes scalars
    internal static Scalar Get(double value) =>
        FloatingPoint.TryGetValue(value, out var known) ? known
        : FloatingPoint.Count < MaxCached ? FloatingPoint.GetOrAdd(value, static v => v.ToScalar())
        : value.ToScalar();

    internal static Scalar Get(long value) =>
        Integers.TryGetValue(value, out var known) ? known
        : Integers.Count < MaxCached ? Integers.GetOrAdd(value, static v => v.ToScalar())
        : value.ToScalar();
#pragma warning restore RS0030
}
