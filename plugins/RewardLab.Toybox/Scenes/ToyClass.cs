namespace RewardLab.Toybox.Scenes;

/// <summary>The kinds of objects that Toybox knows, in the order of every table over classes.</summary>
public enum ToyClass
{
    /// <summary>Two lobes with a notch, a stem and a green leaf.</summary>
    Apple,

    /// <summary>A disc with a band across.</summary>
    Ball,

    /// <summary>A head with two pointed ears and dark eyes.</summary>
    Cat,

    /// <summary>A tapering body with a handle at one side and a dark opening.</summary>
    Cup,

    /// <summary>An ellipse with a triangular tail and an eye.</summary>
    Fish,

    /// <summary>Five points.</summary>
    Star,
}
