namespace RewardLab.Toybox.Annotation;

/// <summary>A picture's identity for draws that depend on it.</summary>
internal static class PictureHash
{
    /// <summary>FNV-1a, 64 bits; the same on every platform.</summary>
    public static ulong Of(ReadOnlySpan<byte> pixels)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in pixels)
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        return hash;
    }
}
