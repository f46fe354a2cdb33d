using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Labels;

/// <summary>The labels of one prompt's pictures: a verdict each, and a grade each. Immutable.</summary>
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

    /// <summary>Number of pictures.</summary>
    public int Count => _good.Length;

    /// <summary>Number of good pictures.</summary>
    public int GoodCount { get; }

    /// <summary>Whether there are good pictures and bad ones, without which AUROC is undefined.</summary>
    public bool HasBothClasses => GoodCount > 0 && GoodCount < Count;

    /// <summary>Whether each picture is good: more than half of its annotators say so (two of three).</summary>
    public ReadOnlySpan<bool> Good => _good;

    /// <summary>The mean verdict on each picture, 0 to 1, good 1, inconclusive 0.5, bad 0: what rank correlations are taken against.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Labels that are known for certain, such as a simulated world's: the mean is 1 or 0.</summary>
    public static LabelSet FromTruth(IEnumerable<bool> good)
    {
        var known = good.ToArray();
        return new LabelSet(known, Array.ConvertAll(known, value => value ? 1.0 : 0.0));
    }

    /// <summary>Labels from grades, such as ratings brought to one scale: a picture is good where its grade is above one half.</summary>
    /// <param name="grades">A grade for each picture, 0 to 1.</param>
    /// <exception cref="RewardLabException">A grade lies outside.</exception>
    public static LabelSet FromGrades(IEnumerable<double> grades)
    {
        var mean = grades.ToArray();
        var outside = Array.FindIndex(mean, grade => !(grade is >= 0 and <= 1));
        return outside < 0
            ? new LabelSet(Array.ConvertAll(mean, grade => grade > 0.5), mean)
            : throw new RewardLabException($"Picture {outside} is graded {mean[outside]}; grades lie between 0 and 1.");
    }

    /// <summary>Labels from annotators' verdicts.</summary>
    /// <param name="judgements">The verdicts on each picture; at least one for each, usually three.</param>
    /// <exception cref="RewardLabException">A picture has no verdict, or a value is none of the three.</exception>
    public static LabelSet FromJudgements(IReadOnlyList<IReadOnlyList<Judgement>> judgements)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        var good = new bool[judgements.Count];
        var mean = new double[judgements.Count];
        for (var image = 0; image < judgements.Count; image++)
        {
            var verdicts = judgements[image];
            if (verdicts.Count == 0)
            {
                throw new RewardLabException($"Picture {image} has no judgement: give each picture at least one.");
            }

            good[image] = 2 * verdicts.Count(verdict => verdict == Judgement.Good) > verdicts.Count;
            mean[image] = verdicts.Sum(verdict => Grade(verdict, image)) / verdicts.Count;
        }

        return new LabelSet(good, mean);
    }

    /// <summary>The labels of some of the pictures, in the order named.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such picture.</exception>
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
    internal static double Grade(Judgement verdict, int image) => verdict switch
    {
        Judgement.Good => 1,
        Judgement.Bad => 0,
        Judgement.Inconclusive => 0.5,
        _ => throw new RewardLabException($"Picture {image} is judged {(int)verdict}: use 1 for good, 0 for bad, -1 for inconclusive."),
    };
}
