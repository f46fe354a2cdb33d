using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Language;

/// <summary>Writes captions of scenes for training, exact or faulty.</summary>
public static class Captioner
{
    /// <summary>Writes a caption.</summary>
    /// <param name="counts">What the image holds: at least one object, at most <see cref="ToyWords.MaxCount"/> of a class.</param>
    /// <param name="options">How faulty the caption is.</param>
    /// <param name="random">Decides faults and order.</param>
    /// <returns>Words of <see cref="ToyWords.Vocabulary"/>, such as "three apples" or "some cats and a ball".</returns>
    /// <exception cref="ArgumentException">There is nothing to write about.</exception>
    public static string Caption(ToyCounts counts, CaptionOptions options, ToyRandom random)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        var classes = ToyClasses.All.Where(c => counts[c] > 0).ToList();
        if (classes.Count == 0)
        {
            throw new ArgumentException("A caption needs at least one object.", nameof(counts));
        }

        if (options.ShuffleOrder)
        {
            Shuffle(classes, random);
        }

        if (classes.Count > 1 && random.NextBool(options.DropClassProbability))
        {
            classes.RemoveAt(random.Next(classes.Count));
        }

        var isVague = random.NextBool(options.DropCountProbability);
        var phrases = classes.ConvertAll(c => isVague
            ? Vague(c, counts[c], random)
            : ToyWords.Phrase(c, random.NextBool(options.WrongCountProbability) ? WrongCount(counts[c], random) : counts[c]));
        var lead = random.NextBool(options.LeadProbability) ? "a picture of " : "";
        return lead + Join(phrases);
    }

    private static string Vague(ToyClass toyClass, int count, ToyRandom random)
    {
        var noun = ToyWords.Noun(toyClass, count);
        return count == 1 ? ToyWords.Phrase(toyClass, 1) : random.NextBool() ? noun : $"some {noun}";
    }

    private static int WrongCount(int count, ToyRandom random)
    {
        var step = (random.NextBool(0.8) ? 1 : 2) * (random.NextBool() ? 1 : -1);
        var wrong = count + step;
        return wrong is < 1 or > ToyWords.MaxCount ? count - step : wrong;
    }

    private static string Join(List<string> phrases) => phrases.Count == 1
        ? phrases[0]
        : $"{string.Join(", ", phrases.Take(phrases.Count - 1))} and {phrases[^1]}";

    private static void Shuffle(List<ToyClass> classes, ToyRandom random)
    {
        for (var i = classes.Count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (classes[i], classes[j]) = (classes[j], classes[i]);
        }
    }
}
