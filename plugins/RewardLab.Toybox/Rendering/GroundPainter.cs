using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Rendering;

/// <summary>Fills an image with its ground.</summary>
internal static class GroundPainter
{
    private const float SpeckShare = 0.12f;

    public static void Paint(Ground ground, Span<Rgb> image, ToyRandom random)
    {
        const int size = Scene.SizePixels;
        var (sin, cos) = MathF.SinCos(ground.AngleRadians);
        var frequency = 2 * MathF.PI / ground.PeriodPixels;
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var share = ground.Kind switch
                {
                    GroundKind.Gradient => (y + 0.5f) / size,
                    GroundKind.Stripes => Soft(Across()),
                    GroundKind.Checker => Soft(Across() * Along() * 2),
                    GroundKind.Speckle => random.NextBool(SpeckShare) ? 1 : 0,
                    _ => 0,
                };
                image[(y * size) + x] = ground.Base.MixedWith(ground.Second, share);

                float Across() => MathF.Sin(((x * cos) + (y * sin)) * frequency);
                float Along() => MathF.Sin(((y * cos) - (x * sin)) * frequency);
            }
        }
    }

    /// <summary>A wave in -1..1 to a share in 0..1 with flat tops.</summary>
    private static float Soft(float wave) => 0.5f + (0.5f * Math.Clamp(wave * 1.6f, -1f, 1f));
}
