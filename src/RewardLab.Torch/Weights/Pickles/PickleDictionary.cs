namespace RewardLab.Torch.Weights.Pickles;

/// <summary>A dictionary out of a pickle, in its order. Keys are kept as they are: only text is ever looked up.</summary>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];

    public object? this[string key] => Items.FindLast(item => item.Key is string text && text == key).Value;
}
