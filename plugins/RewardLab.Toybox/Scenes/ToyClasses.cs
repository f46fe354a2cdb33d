namespace RewardLab.Toybox.Scenes;

/// <summary>The classes as a list, and their number.</summary>
public static class ToyClasses
{
    /// <summary>Number of toy classes, the length of every count vector.</summary>
    public const int Count = 6;

    /// <summary>Every class, in order.</summary>
    public static IReadOnlyList<ToyClass> All { get; } = Enum.GetValues<ToyClass>();
}
