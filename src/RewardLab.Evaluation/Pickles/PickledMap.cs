namespace RewardLab.Evaluation.Pickles;

/// <summary>A dictionary of a pickle, its entries in the order in which they were put in.</summary>
public sealed class PickledMap : PickledContainer
{
    private readonly List<KeyValuePair<object?, object?>> _entries = [];

    /// <summary>The entries; a key that stands twice has its last value.</summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries;

    /// <summary>Finds the value of a text.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string key, out object? value)
    {
        var index = _entries.FindLastIndex(entry => entry.Key is string text && text == key);
        value = index < 0 ? null : _entries[index].Value;
        return index >= 0;
    }

    /// <summary>Adds an entry.</summary>
    /// <exception cref="InvalidDataException">This container is complete, or the key is a container.</exception>
    internal void Add(object? key, object? value)
    {
        if (key is PickledContainer or PickledArray or NumpyType or PickledName)
        {
            throw new InvalidDataException("has a dictionary whose key is neither text nor a number, which plain data does not need");
        }

        Enclose(value);
        _entries.Add(KeyValuePair.Create(key, value));
    }
}
