namespace RewardLab.Toybox.Scenes;

/// <summary>How the objects of a scene are drawn.</summary>
public enum ObjectStyle
{
    /// <summary>Even colours.</summary>
    Flat,

    /// <summary>Even colours with a dark outline.</summary>
    Outlined,

    /// <summary>Lit from above, darker below.</summary>
    Shaded,
}
