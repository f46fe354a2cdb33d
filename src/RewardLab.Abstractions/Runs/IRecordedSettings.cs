namespace RewardLab.Abstractions;

/// <summary>Numbers that depend on the state of the machine, such as a batch size chosen by free memory, kept with the run so that it resumes with the same
/// ones. Safe from any thread.</summary>
public interface IRecordedSettings
{
    /// <summary>The number that was recorded for a purpose; the first time, the one that is chosen now.</summary>
    /// <param name="purpose">What the number is for, always in the same words, such as "clip: images per batch".</param>
    /// <param name="choose">Chooses it; called at most once per run.</param>
    int GetOrAdd(string purpose, Func<int> choose);
}
