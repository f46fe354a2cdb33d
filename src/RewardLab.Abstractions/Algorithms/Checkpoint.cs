namespace RewardLab.Abstractions;

/// <summary>A checkpoint that was read and found whole; see <see cref="ICheckpoints"/>.</summary>
/// <param name="Progress">How far the work had come.</param>
/// <param name="State">What it needs to resume, as JSON.</param>
/// <param name="Path">Absolute path of its file.</param>
/// <param name="DataOffset">Where in the file the data begin that were written beside the state.</param>
/// <param name="DataLength">Bytes of these data; 0 where there are none.</param>
public sealed record Checkpoint(long Progress, string State, string Path, long DataOffset, long DataLength);
