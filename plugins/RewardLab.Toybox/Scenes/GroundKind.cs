namespace RewardLab.Toybox.Scenes;

/// <summary>What the ground behind the objects looks like.</summary>
public enum GroundKind
{
    /// <summary>One colour.</summary>
    Plain,

    /// <summary>From one colour at the top to another at the bottom.</summary>
    Gradient,

    /// <summary>Soft parallel stripes.</summary>
    Stripes,

    /// <summary>A soft chequerboard.</summary>
    Checker,

    /// <summary>Faint specks on one colour.</summary>
    Speckle,
}
