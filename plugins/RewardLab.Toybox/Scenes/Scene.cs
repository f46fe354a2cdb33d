namespace RewardLab.Toybox.Scenes;

/// <summary>Everything about an image: rendering a scene twice gives the same bytes.</summary>
public sealed record Scene
{
    /// <summary>Width and height of every image, in pixels.</summary>
    public const int SizePixels = 64;

    /// <summary>The objects, drawn in order.</summary>
    public required IReadOnlyList<SceneObject> Objects { get; init; }

    /// <summary>What lies behind them.</summary>
    public required Ground Ground { get; init; }

    /// <summary>How objects are drawn.</summary>
    public ObjectStyle Style { get; init; }

    /// <summary>Factor on every value, 0.5..1.2; bright values are cut off at white.</summary>
    public float Brightness { get; init; } = 1;

    /// <summary>Deviation of the noise on every value, in steps of 1/255.</summary>
    public float NoiseSigma { get; init; }

    /// <summary>Decides noise and specks.</summary>
    public ulong NoiseSeed { get; init; }

    /// <summary>Objects of each class.</summary>
    public ToyCounts Counts => ToyCounts.From(Objects.Select(o => o.Class));
}
