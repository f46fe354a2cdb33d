using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>A set of pixels that may be an object.</summary>
internal sealed class Blob
{
    private const int Size = Scene.SizePixels;

    public Blob(int[] pixels)
    {
        Pixels = pixels;
        Left = pixels.Min(i => i % Size);
        Right = pixels.Max(i => i % Size);
        Top = pixels.Min(i => i / Size);
        Bottom = pixels.Max(i => i / Size);
    }

    /// <summary>Indices y * 64 + x.</summary>
    public int[] Pixels { get; }

    public int Left { get; }

    public int Right { get; }

    public int Top { get; }

    public int Bottom { get; }

    public int Width => Right - Left + 1;

    public int Height => Bottom - Top + 1;

    public int Area => Pixels.Length;

    /// <summary>Connected sets of a mask's pixels, diagonals not connecting.</summary>
    public static List<Blob> Connected(bool[] mask)
    {
        var left = (bool[])mask.Clone();
        var blobs = new List<Blob>();
        var stack = new Stack<int>();
        for (var start = 0; start < left.Length; start++)
        {
            if (!left[start])
            {
                continue;
            }

            var pixels = new List<int>();
            left[start] = false;
            stack.Push(start);
            while (stack.TryPop(out var index))
            {
                pixels.Add(index);
                var x = index % Size;
                Visit(x > 0, index - 1);
                Visit(x < Size - 1, index + 1);
                Visit(index >= Size, index - Size);
                Visit(index < Size * (Size - 1), index + Size);
            }

            blobs.Add(new Blob([.. pixels]));
        }

        return blobs;

        void Visit(bool isInside, int index)
        {
            if (isInside && left[index])
            {
                left[index] = false;
                stack.Push(index);
            }
        }
    }

    /// <summary>Pixels between the boxes of two blobs, along the axis that parts them more; at most 0 where the boxes meet.</summary>
    public int GapTo(Blob other) => Math.Max(
        Math.Max(other.Left - Right, Left - other.Right),
        Math.Max(other.Top - Bottom, Top - other.Bottom)) - 1;

    /// <summary>The pixels of several blobs as one.</summary>
    public static Blob Union(params ReadOnlySpan<Blob> blobs)
    {
        var pixels = new List<int>();
        foreach (var blob in blobs)
        {
            pixels.AddRange(blob.Pixels);
        }

        return new Blob([.. pixels]);
    }
}
