namespace RewardLab.Torch.Weights;

/// <summary>How stored tensors find their module. The defaults are strict.</summary>
public sealed record WeightLoadOptions
{
    /// <summary>Strict, ignoring only "*.position_ids", which older checkpoints store though it is not a weight.</summary>
    public static WeightLoadOptions Default { get; } = new();

    /// <summary>From a stored name to the module's; null leaves the tensor out. Default: the same name.</summary>
    public Func<string, string?>? MapName { get; init; }

    /// <summary>Stored names (before mapping) that may be superfluous, with * for any run of characters. Default: "*.position_ids".</summary>
    public IReadOnlyList<string> Ignorable { get; init; } = ["*.position_ids"];

    /// <summary>Names of the module that may be missing and then keep their values, with * for any run of characters. Default: none.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];
}
