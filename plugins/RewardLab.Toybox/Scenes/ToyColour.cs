namespace RewardLab.Toybox.Scenes;

/// <summary>The colours of objects, by the names that people give them.</summary>
public enum ToyColour
{
    /// <summary>Red.</summary>
    Red,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Yellow.</summary>
    Yellow,

    /// <summary>Green, the palette's lime.</summary>
    Green,

    /// <summary>Between green and blue: neither of the two.</summary>
    Teal,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Purple.</summary>
    Purple,
}
