using RewardLab.Torch.Tensors;

namespace RewardLab.Torch.Weights.Pickles;

/// <summary>Finds the dictionary of tensors in what a checkpoint holds.</summary>
internal static class CheckpointTensors
{
    private static readonly string[] UsualNames = ["state_dict", "model_state_dict", "model", "module", "params"];

    /// <summary>Tensors by name: of the checkpoint itself, or of the one dictionary in it that has any.</summary>
    /// <exception cref="InvalidDataException">There are none, or several dictionaries of them and none has a usual name.</exception>
    public static IReadOnlyDictionary<string, PickledTensor> In(object? root)
    {
        if (root is not PickleDictionary dictionary)
        {
            throw new InvalidDataException("has no dictionary of tensors; save a state_dict");
        }

        if (HasTensors(dictionary))
        {
            return Collect(dictionary);
        }

        var inner = dictionary.Items.Where(item => item is { Key: string, Value: PickleDictionary value } && HasTensors(value)).ToArray();
        var chosen = inner.Length == 1
            ? inner[0].Value
            : UsualNames.Select(name => inner.FirstOrDefault(item => (string)item.Key! == name).Value).FirstOrDefault(value => value is not null);
        return chosen is PickleDictionary found
            ? Collect(found)
            : throw new InvalidDataException(inner.Length == 0
                ? "has no tensors"
                : $"holds tensors in {string.Join(", ", inner.Select(item => ShownName.From((string)item.Key!)))}, and which to take is not clear; "
                    + "save one of them alone");
    }

    private static bool HasTensors(PickleDictionary dictionary) => dictionary.Items.Exists(item => item.Value is PickledTensor);

    private static Dictionary<string, PickledTensor> Collect(PickleDictionary dictionary)
    {
        var tensors = new Dictionary<string, PickledTensor>(StringComparer.Ordinal);
        foreach (var (key, value) in dictionary.Items)
        {
            if (value is PickledTensor tensor && (key is not string name || !tensors.TryAdd(name, tensor)))
            {
                throw new InvalidDataException(
                    $"names a tensor {(key is string twice ? ShownName.From(twice) + " twice" : "with something that is not text")}");
            }
        }

        return tensors;
    }
}
