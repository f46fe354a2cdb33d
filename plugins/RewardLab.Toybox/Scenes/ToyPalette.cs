namespace RewardLab.Toybox.Scenes;

/// <summary>The colours of objects and grounds. Classes share colours, so that a colour alone never tells a class.</summary>
public static class ToyPalette
{
    /// <summary>Colours to choose from for each class.</summary>
    public const int ColoursPerClass = 3;

    private static readonly Rgb Red = new(0.86f, 0.13f, 0.16f);
    private static readonly Rgb Orange = new(0.95f, 0.50f, 0.07f);
    private static readonly Rgb Yellow = new(0.97f, 0.80f, 0.10f);
    private static readonly Rgb Lime = new(0.49f, 0.76f, 0.14f);
    private static readonly Rgb Teal = new(0.04f, 0.60f, 0.58f);
    private static readonly Rgb Blue = new(0.13f, 0.32f, 0.86f);
    private static readonly Rgb Purple = new(0.55f, 0.18f, 0.74f);

    // In the order of ToyColour.
    private static readonly Rgb[] ByName = [Red, Orange, Yellow, Lime, Teal, Blue, Purple];

    private static readonly Rgb[][] ByClass =
    [
        [Red, Yellow, Lime], // apple
        [Blue, Red, Teal], // ball
        [Orange, Purple, Teal], // cat
        [Blue, Purple, Lime], // cup
        [Orange, Blue, Teal], // fish
        [Yellow, Red, Purple], // star
    ];

    private static readonly Rgb[] GroundTones =
    [
        new(0.92f, 0.89f, 0.82f), // cream
        new(0.84f, 0.84f, 0.84f), // light grey
        new(0.78f, 0.85f, 0.91f), // pale blue
        new(0.80f, 0.88f, 0.79f), // pale green
        new(0.92f, 0.82f, 0.83f), // pale pink
        new(0.84f, 0.80f, 0.90f), // lavender
        new(0.79f, 0.73f, 0.65f), // sand
        new(0.64f, 0.69f, 0.71f), // slate
        new(0.66f, 0.65f, 0.60f), // clay
    ];

    /// <summary>Muted ground colours; a sampler may mix two of them.</summary>
    public static IReadOnlyList<Rgb> Grounds => GroundTones;

    /// <summary>The pure colour that a name stands for.</summary>
    public static Rgb Of(ToyColour colour) => ByName[(int)colour];

    /// <summary>The names of a class's colours, in the order of their indices.</summary>
    public static IReadOnlyList<ToyColour> NamesOf(ToyClass toyClass) =>
        [.. ByClass[(int)toyClass].Select(colour => (ToyColour)Array.IndexOf(ByName, colour))];

    /// <summary>One of a class's saturated colours.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="colour"/> is not in 0..<see cref="ColoursPerClass"/> - 1.</exception>
    public static Rgb Of(ToyClass toyClass, int colour)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(colour);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(colour, ColoursPerClass);
        return ByClass[(int)toyClass][colour];
    }
}
