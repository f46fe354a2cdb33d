using RewardLab.Abstractions;
using RewardLab.Calibration;

namespace RewardLab.Hosting.Rewards;

/// <summary>A catalog for reward trees that share their models: one model for each id and options, which remembers what it was asked for a batch of
/// images.</summary>
/// <param name="inner">Makes the components.</param>
public sealed class SharedRewardCatalog(IComponentCatalog inner) : IComponentCatalog, IDisposable
{
    private readonly Dictionary<string, (IRewardModel Model, MemoisedReward Shared)> _models = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public IReadOnlyList<ComponentDescription> Components => inner.Components;

    /// <summary>The models that were made.</summary>
    public IReadOnlyCollection<IRewardModel> Models => [.. _models.Values.Select(entry => entry.Model)];

    /// <inheritdoc />
    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class
    {
        if (typeof(TComponent) != typeof(IRewardModel))
        {
            return inner.Create<TComponent>(reference);
        }

        var key = RewardKey.Create(reference);
        if (!_models.TryGetValue(key, out var entry))
        {
            var model = inner.Create<IRewardModel>(reference);
            _models.Add(key, entry = (model, new MemoisedReward(model)));
        }

        return (TComponent)(object)entry.Shared;
    }

    /// <summary>Disposes the models; trees do not.</summary>
    public void Dispose()
    {
        foreach (var (model, _) in _models.Values)
        {
            model.Dispose();
        }

        _models.Clear();
    }
}
