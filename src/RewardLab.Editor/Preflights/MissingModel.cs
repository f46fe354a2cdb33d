namespace RewardLab.Editor.Preflights;

/// <summary>Weights that a run needs and this machine does not have.</summary>
/// <param name="Model">The model, as the option of its component names it.</param>
/// <param name="Reason">Why it cannot be used, one line.</param>
/// <param name="Download">What 'rewardlab models get' takes to download it; null where it is not to be had from the hub.</param>
/// <param name="Bytes">How much is to be downloaded; 0 where that is not known.</param>
internal sealed record MissingModel(string Model, string Reason, string? Download, long Bytes);
