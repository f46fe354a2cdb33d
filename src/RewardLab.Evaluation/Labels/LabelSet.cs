using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Labels;

/// <summary>The labels of one prompt's images: a verdict each, and a grade each. Immutable.</summary>
public sealed class LabelSet
{
    private readonly bool[] _good;
    private readonly double[] _mean;

    private LabelSet(bool[] good, double[] mean)
    {
        _good = good;
        _mean = mean;
        GoodCount = good.AsSpan().Count(true);
    }

    /// <summary>Number of images.</summary>
    public int Count => _good.Length;

    /// <summary>Number of good images.</summary>
    public int GoodCount { get; }

    /// <summary>Whether there are good images and bad ones, without which AUROC is undefined.</summary>
    public bool HasBothClasses => GoodCount > 0 && GoodCount < Count;

    /// <summary>Whether each image is good: more than half of its annotators say so (two of three).</summary>
    public ReadOnlySpan<bool> Good => _good;

    /// <summary>The mean verdict on each image, 0 to 1, good 1, inconclusive 0.5, bad 0: what rank correlations are taken against.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Labels that are known for certain, such as a simulated world's: the mean is 1 or 0.</summary>
    public static LabelSet FromGroundTruth(IEnumerable<bool> good)
    {
        var known = good.ToArray();
        return new LabelSet(known, Array.ConvertAll(known, value => value ? 1.0 : 0.0));
    }

    /// <summary>Labels from grades, such as ratings brought to one scale: an image is good where its grade is above one half.</summary>
    /// <param name="grades">A grade for each image, 0 to 1.</param>
    /// <exception cref="RewardLabException">A grade lies outside.</exception>
    public static LabelSet FromGrades(IEnumerable<double> grades)
    {
        var mean = grades.ToArray();
        var outside = Array.FindIndex(mean, grade => !(grade is >= 0 and <= 1));
        return outside < 0
            ? new LabelSet(Array.ConvertAll(mean, grade => grade > 0.5), mean)
            : throw new RewardLabException($"Image {outside} has grade {mean[outside]}, but grades must be from 0 to 1.");
    }

    /// <summary>Labels from annotators' verdicts.</summary>
    /// <param name="labels">The verdicts on each image; at least one for each, usually three.</param>
    /// <exception cref="RewardLabException">An image has no verdict, or a value is none of the three.</exception>
    public static LabelSet FromLabels(IReadOnlyList<IReadOnlyList<LabelValue>> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var good = new bool[labels.Count];
        var mean = new double[labels.Count];
        for (var image = 0; image < labels.Count; image++)
        {
            var results = labels[image];
            if (results.Count == 0)
            {
                throw new RewardLabException($"Image {image} has no label: give each image at least one.");
            }

            good[image] = 2 * results.Count(result => result == LabelValue.Good) > results.Count;
            mean[image] = results.Sum(result => Grade(result, image)) / results.Count;
        }

        return new LabelSet(good, mean);
    }

    /// <summary>The labels of some of the images, in the order named.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public LabelSet Subset(IReadOnlyList<int> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach (var image in images)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(image, nameof(images));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, Count, nameof(images));
        }

        return new LabelSet([.. images.Select(image => _good[image])], [.. images.Select(image => _mean[image])]);
    }

    /// <summary>What a verdict counts on a scale from 0 to 1.</summary>
    internal static double Grade(LabelValue result, int image) => result switch
    {
        LabelValue.Good => 1,
        LabelValue.Bad => 0,
        LabelValue.Inconclusive => 0.5,
        _ => throw new RewardLabException($"Image {image} has label {(int)result}. Use 1 for good, 0 for bad, -1 for inconclusive."),
    };
}
