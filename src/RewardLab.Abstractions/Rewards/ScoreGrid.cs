namespace RewardLab.Abstractions;

/// <summary>Scores of every picture against every prompt, [images, prompts].</summary>
public sealed class ScoreGrid
{
    private readonly float[] _values;

    /// <summary>Wraps values without copying them.</summary>
    /// <param name="values">Row by row, a row for each picture: [images, prompts].</param>
    /// <param name="imageCount">Rows, at least 0.</param>
    /// <param name="promptCount">Columns, at least 0.</param>
    /// <exception cref="ArgumentException">The number of values is not imageCount x promptCount.</exception>
    public ScoreGrid(float[] values, int imageCount, int promptCount)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(imageCount);
        ArgumentOutOfRangeException.ThrowIfNegative(promptCount);
        if (values.LongLength != (long)imageCount * promptCount)
        {
            throw new ArgumentException($"{values.LongLength} scores do not fill a grid of {imageCount} x {promptCount}.", nameof(values));
        }

        _values = values;
        ImageCount = imageCount;
        PromptCount = promptCount;
    }

    /// <summary>Rows.</summary>
    public int ImageCount { get; }

    /// <summary>Columns.</summary>
    public int PromptCount { get; }

    /// <summary>The score of one picture against one prompt.</summary>
    public float this[int image, int prompt]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(prompt);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(prompt, PromptCount);
            return Row(image)[prompt];
        }
    }

    /// <summary>All scores of one picture, [prompts].</summary>
    public ReadOnlySpan<float> Row(int image)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, ImageCount);
        return _values.AsSpan(image * PromptCount, PromptCount);
    }

    /// <summary>All scores against one prompt, [images].</summary>
    public float[] Column(int prompt)
    {
        var column = new float[ImageCount];
        for (var image = 0; image < ImageCount; image++)
        {
            column[image] = this[image, prompt];
        }

        return column;
    }

    /// <summary>The whole grid, row by row.</summary>
    public ReadOnlySpan<float> AsSpan() => _values;
}
