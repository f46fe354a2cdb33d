using System.Runtime.CompilerServices;

namespace RewardLab.Abstractions;

/// <summary>Scores of every image against every prompt, [images, prompts], in double precision.</summary>
/// <remarks>
/// Immutable. Values are what is shown, averaged and learned from. Images are ranked by <see cref="OrderKeys"/>: the values themselves, unless the reward
/// resolves its scores more finely than a double. A share near 1 rounds to 1, and one such as 1 - 1e-130 is 1: ranks among the best images would be lost.
/// </remarks>
public sealed class ScoreMatrix
{
    private readonly double[] _values;

    /// <summary>Takes values over without copying them.</summary>
    /// <param name="values">Row by row, a row for each image: [images, prompts]. The array belongs to the matrix from here on: do not write to it
    /// again.</param>
    /// <param name="imageCount">Rows, at least 0.</param>
    /// <param name="promptCount">Columns, at least 0.</param>
    /// <exception cref="ArgumentException">The number of values is not imageCount x promptCount.</exception>
    [OverloadResolutionPriority(1)]
    public ScoreMatrix(double[] values, int imageCount, int promptCount)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(imageCount);
        ArgumentOutOfRangeException.ThrowIfNegative(promptCount);
        RequireLength(values, imageCount, promptCount, nameof(values));
        _values = values;
        ImageCount = imageCount;
        PromptCount = promptCount;
    }

    /// <summary>Converts values from single precision, such as a network's.</summary>
    /// <inheritdoc cref="ScoreMatrix(double[], int, int)"/>
    public ScoreMatrix(float[] values, int imageCount, int promptCount)
        : this(Wide(values), imageCount, promptCount)
    {
    }

    /// <summary>Number of rows, one for each image.</summary>
    public int ImageCount { get; }

    /// <summary>Number of columns, one for each prompt.</summary>
    public int PromptCount { get; }

    /// <summary>What images are ordered by, [images, prompts] row by row: only their order means anything, and only among scores of one reward, of any prompt
    /// and call. The values where
    /// the reward gives none; finite.</summary>
    /// <exception cref="ArgumentException">Set to another number of keys than values.</exception>
    public ReadOnlyMemory<double> OrderKeys
    {
        get => field.IsEmpty ? _values : field;
        init => field = RequireLength(value, ImageCount, PromptCount, nameof(value));
    }

    /// <summary>If scores are shares, 0 to 1: the logarithm of share / (1 - share), [images, prompts] row by row. Empty where scores are not shares, or
    /// their log-odds are not known.</summary>
    /// <exception cref="ArgumentException">Set to another number of log-odds than values.</exception>
    public ReadOnlyMemory<double> LogOdds
    {
        get;
        init => field = value.IsEmpty ? value : RequireLength(value, ImageCount, PromptCount, nameof(value));
    }

    /// <summary>Whether images are ordered by more than their values.</summary>
    public bool HasOrderKeys => !OrderKeys.Equals((ReadOnlyMemory<double>)_values);

    /// <summary>Whether scores are shares whose log-odds are known.</summary>
    public bool HasLogOdds => !LogOdds.IsEmpty;

    /// <summary>The score of one image against one prompt.</summary>
    public double this[int image, int prompt]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(prompt);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(prompt, PromptCount);
            return Row(image)[prompt];
        }
    }

    /// <summary>All scores of one image, [prompts].</summary>
    public ReadOnlySpan<double> Row(int image)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, ImageCount);
        return _values.AsSpan(image * PromptCount, PromptCount);
    }

    /// <summary>All scores against one prompt, [images].</summary>
    public double[] Column(int prompt) => ColumnOf(_values, prompt);

    /// <summary>All scores against one prompt, [images], with what orders them.</summary>
    public ImageScores Scores(int prompt)
    {
        var values = Column(prompt);
        return new ImageScores(values, HasOrderKeys ? ColumnOf(OrderKeys.Span, prompt) : values);
    }

    /// <summary>Single entries of grids of one reward as a column, [entries, 1], with what orders them where a grid has it, and log-odds where all
    /// have.</summary>
    /// <param name="entries">A grid, and the place of an entry in it, each.</param>
    public static ScoreMatrix OfEntries(IReadOnlyList<(ScoreMatrix Grid, int Image, int Prompt)> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var hasKeys = entries.Any(entry => entry.Grid.HasOrderKeys);
        var hasOdds = entries.Count > 0 && entries.All(entry => entry.Grid.HasLogOdds);
        var (values, keys, odds) = (new double[entries.Count], new double[hasKeys ? entries.Count : 0], new double[hasOdds ? entries.Count : 0]);
        for (var i = 0; i < values.Length; i++)
        {
            var (grid, image, prompt) = entries[i];
            values[i] = grid[image, prompt];
            var place = (image * grid.PromptCount) + prompt;
            if (hasKeys)
            {
                keys[i] = grid.OrderKeys.Span[place];
            }

            if (hasOdds)
            {
                odds[i] = grid.LogOdds.Span[place];
            }
        }

        var column = new ScoreMatrix(values, values.Length, 1) { LogOdds = odds };
        return hasKeys ? new ScoreMatrix(values, values.Length, 1) { LogOdds = column.LogOdds, OrderKeys = keys } : column;
    }

    /// <summary>The whole grid, row by row.</summary>
    public ReadOnlySpan<double> AsSpan() => _values;

    private double[] ColumnOf(ReadOnlySpan<double> grid, int prompt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prompt);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(prompt, PromptCount);
        var column = new double[ImageCount];
        for (var image = 0; image < column.Length; image++)
        {
            column[image] = grid[(image * PromptCount) + prompt];
        }

        return column;
    }

    private static double[] Wide(float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Array.ConvertAll(values, value => (double)value);
    }

    private static ReadOnlyMemory<double> RequireLength(ReadOnlyMemory<double> values, int imageCount, int promptCount, string name) =>
        values.Length == (long)imageCount * promptCount
            ? values
            : throw new ArgumentException($"{values.Length} scores do not fill a matrix of {imageCount} x {promptCount}.", name);
}
