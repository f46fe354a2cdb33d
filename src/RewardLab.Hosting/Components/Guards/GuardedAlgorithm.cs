using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>A plugin's algorithm.</summary>
internal sealed class GuardedAlgorithm(IAlgorithm inner, ComponentGuard guard) : IAlgorithm, IDisposable
{
    public string Name => guard.Call(nameof(Name), () => guard.Something(inner.Name, nameof(Name)));

    public void Run(OptimizationContext context, CancellationToken cancellationToken) => guard.Call(
        nameof(Run),
        () =>
        {
            inner.Run(context, cancellationToken);
            return true;
        },
        cancellationToken);

    public void Dispose() => guard.Dispose(inner);
}
