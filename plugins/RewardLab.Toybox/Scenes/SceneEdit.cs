namespace RewardLab.Toybox.Scenes;

/// <summary>What is changed in the scene of a prompt so that it no longer fits, all else being the same.</summary>
public enum SceneEdit
{
    /// <summary>Nothing: the scene fits its prompt.</summary>
    None,

    /// <summary>One object more, of a class that the prompt asks for.</summary>
    ObjectMore,

    /// <summary>One object less.</summary>
    ObjectLess,

    /// <summary>One object becomes another toy.</summary>
    OtherToy,

    /// <summary>Objects whose colour the prompt names get another colour.</summary>
    OtherColour,
}
