using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>Scores images.</summary>
/// <param name="make">Makes a reward model.</param>
internal sealed class ScoreHandler(Func<ComponentReference, IRecordedSettings, IRewardModel> make) : IUnitHandler
{
    private const int MaxRewards = 8;
    private readonly MadeComponents<IRewardModel> _rewards = new(make, MaxRewards);

    public ReadOnlyMemory<byte> Compute(WorkUnit unit, Func<string, ReadOnlyMemory<byte>> shared, CancellationToken cancellationToken)
    {
        var (reward, settings) = _rewards.Get(shared(unit.Shared[0]));
        var (images, prompts) = ScoreUnits.Read(unit.Input);
        try
        {
            var scores = reward.Score(images, prompts, cancellationToken);
            return UnitResult.Write(settings, writer => ScoreUnits.Write(writer, scores));
        }
        catch (ScoreNotFiniteException exception)
        {
            return UnitResult.Write(settings, exception);
        }
    }

    public void Dispose() => _rewards.Dispose();
}
