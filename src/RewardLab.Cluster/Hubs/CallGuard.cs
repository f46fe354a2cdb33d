namespace RewardLab.Cluster.Hubs;

/// <summary>Lets callers from outside reach the unit queue, and Orleans' own parts that a client needs, alone.</summary>
internal sealed class CallGuard : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) =>
        context.SourceId is { } source && source.IsClient() && !context.TargetId.IsSystemTarget() && context.Grain is not UnitQueueGrain
            ? throw new UnauthorizedAccessException($"{context.InterfaceName} is not for callers from outside.")
            : context.Invoke();
}
