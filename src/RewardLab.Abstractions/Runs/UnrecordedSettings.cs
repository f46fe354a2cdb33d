namespace RewardLab.Abstractions;

/// <summary>Chooses anew each time: the settings of a host without a run.</summary>
internal sealed class UnrecordedSettings : IRecordedSettings
{
    public static UnrecordedSettings Instance { get; } = new();

    public int GetOrAdd(string purpose, Func<int> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        return choose();
    }
}
