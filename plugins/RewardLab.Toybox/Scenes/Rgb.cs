using System.Runtime.InteropServices;

namespace RewardLab.Toybox.Scenes;

/// <summary>A colour; parts are in 0..1, and only while rendering beyond.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Rgb(float R, float G, float B)
{
    /// <summary>The colour scaled towards or away from black.</summary>
    public Rgb Scaled(float factor) => new(R * factor, G * factor, B * factor);

    /// <summary>A mix: this colour at 0, the other at 1.</summary>
    public Rgb MixedWith(Rgb other, float share) =>
        new(R + ((other.R - R) * share), G + ((other.G - G) * share), B + ((other.B - B) * share));
}
