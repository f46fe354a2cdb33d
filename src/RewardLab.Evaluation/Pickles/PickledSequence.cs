using System.Collections;

namespace RewardLab.Evaluation.Pickles;

/// <summary>A list or a tuple of a pickle.</summary>
/// <param name="isTuple">Whether it is a tuple.</param>
public sealed class PickledSequence(bool isTuple) : PickledContainer, IReadOnlyList<object?>
{
    private readonly List<object?> _items = [];

    /// <summary>Whether it is a tuple, not a list.</summary>
    public bool IsTuple { get; } = isTuple;

    /// <inheritdoc />
    public int Count => _items.Count;

    /// <inheritdoc />
    public object? this[int index] => _items[index];

    /// <inheritdoc />
    public IEnumerator<object?> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Adds a value at the end.</summary>
    /// <exception cref="InvalidDataException">This container is complete.</exception>
    internal void Add(object? value)
    {
        Enclose(value);
        _items.Add(value);
    }
}
