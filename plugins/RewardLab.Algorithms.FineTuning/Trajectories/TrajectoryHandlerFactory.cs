using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>Makes handlers of the units of "ddpo".</summary>
[ExportUnitHandler(TrajectoryUnits.Kind)]
public sealed class TrajectoryHandlerFactory : IUnitHandlerFactory
{
    /// <inheritdoc />
    public IUnitHandler Create(ComponentContext context) => new TrajectoryHandler(context);
}
