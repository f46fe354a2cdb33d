using RewardLab.Abstractions;
using RewardLab.Calibration;
using RewardLab.Hosting.Rewards;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>The catalog as reward trees see it inside one recipe: a reward model with the same id and options is made once and shared.</summary>
internal sealed class SharedRewards : IComponentCatalog
{
    private readonly RecipeSession _session;
    private readonly Dictionary<string, MemoisedReward> _made = new(StringComparer.Ordinal);

    public SharedRewards(RecipeSession session) => _session = session;

    /// <inheritdoc />
    public IReadOnlyList<ComponentDescription> Components => _session.Services.Components.Components;

    /// <inheritdoc />
    public TComponent Create<TComponent>(ComponentReference reference)
        where TComponent : class =>
        typeof(TComponent) == typeof(IRewardModel) ? (TComponent)(object)Share(reference) : _session.Services.Components.Create<TComponent>(reference);

    private MemoisedReward Share(ComponentReference reference)
    {
        var key = RewardKey.Create(reference);
        if (!_made.TryGetValue(key, out var reward))
        {
            reward = new MemoisedReward(
                FunctionRewards.Is(reference) ? _session.Functions.Find(reference) : _session.Create<IRewardModel>(reference));
            _made.Add(key, reward);
        }

        return reward;
    }
}
