namespace RewardLab.Runs.Samples;

/// <summary>The held-out images of one evaluation, as one image.</summary>
/// <param name="Epoch">Epochs trained; 0 for the base.</param>
/// <param name="Path">The file, inside the run's folder, with forward slashes.</param>
public sealed record HeldOutSheet(int Epoch, string Path);
