using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>The components that a handler has made and keeps for later units, the latest used.</summary>
/// <param name="make">Makes one.</param>
/// <param name="maxCount">How many are kept; models are large.</param>
internal sealed class MadeComponents<TComponent>(Func<ComponentReference, IRecordedSettings, TComponent> make, int maxCount) : IDisposable
    where TComponent : class, IDisposable
{
    private readonly List<(string Key, TComponent Component, UnitSettings Settings)> _made = [];

    /// <summary>The component of a specification.</summary>
    public (TComponent Component, UnitSettings Settings) Get(ReadOnlyMemory<byte> specification)
    {
        var spec = UnitSpec.FromBytes(specification);
        var index = _made.FindIndex(made => made.Key == spec.Component);
        if (index >= 0)
        {
            var known = _made[index];
            _made.RemoveAt(index);
            if (known.Settings.TryTake(spec.Settings))
            {
                _made.Add(known);
                return (known.Component, known.Settings);
            }

            known.Component.Dispose();
        }

        while (_made.Count >= maxCount)
        {
            _made[0].Component.Dispose();
            _made.RemoveAt(0);
        }

        var settings = new UnitSettings(spec.Settings);
        var component = make(ComponentReference.FromJson(spec.Component), settings);
        _made.Add((spec.Component, component, settings));
        return (component, settings);
    }

    public void Dispose()
    {
        _made.ForEach(made => made.Component.Dispose());
        _made.Clear();
    }
}
