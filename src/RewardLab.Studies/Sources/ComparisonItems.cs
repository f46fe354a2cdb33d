using RewardLab.Abstractions;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>Makes comparisons of models' images: sets of a few images of one prompt, one model's beside another's,
/// as the paper's human study has them.</summary>
public static class ComparisonItems
{
    /// <summary>Pairs the models' image groups of each prompt into comparisons.</summary>
    /// <param name="models">The models, at least two; names must differ.</param>
    /// <param name="setSize">Images of a set, at least 1; the paper has four.</param>
    /// <param name="sets">Sets of each prompt at most, at least 1; the paper has two.</param>
    /// <param name="againstFirst">Whether every model is compared with the first alone, not with each other.</param>
    /// <param name="seed">Root seed of the order inside sets: the best of n must not always come first.</param>
    /// <exception cref="RewardLabException">There are fewer than two models, two share a name, or no prompt has a set of each of two.</exception>
    public static IReadOnlyList<StudyItem> Create(IReadOnlyList<ModelImages> models, int setSize, int sets, bool againstFirst, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfLessThan(setSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sets, 1);
        if (models.Count < 2)
        {
            throw new RewardLabException(
                $"A comparison needs at least two models, but {(models.Count == 1 ? $"there is only '{models[0].Model}'" : "there is none")}. "
                + "Name another run or folder.");
        }

        if (models.GroupBy(model => model.Model, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new RewardLabException($"Two models are named '{twice.Key}'. Give them different names with NAME=RUN.");
        }

        var order = SeedStream.Create(seed, "places");
        var items = new List<StudyItem>();
        for (var first = 0; first < (againstFirst ? 1 : models.Count); first++)
        {
            for (var second = first + 1; second < models.Count; second++)
            {
                foreach (var (prompt, images) in models[first].Images.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    var others = models[second].Images.GetValueOrDefault(prompt) ?? [];
                    for (var set = 0; set < Math.Min(sets, Math.Min(images.Count, others.Count) / setSize); set++)
                    {
                        items.Add(new StudyItem(0, prompt, Shuffled(images, set), Shuffled(others, set))
                        {
                            FirstModel = models[first].Model,
                            SecondModel = models[second].Model,
                            Set = set,
                        });
                    }
                }
            }
        }

        // Numbers shall not tell which models are compared.
        return items.Count > 0
            ? [.. items.OrderBy(item => order.Child($"{item.Prompt}\n{item.FirstModel}\n{item.SecondModel}")[item.Set])]
            : throw new RewardLabException(
                $"No prompt has {setSize} images of two of the models "
                + $"({string.Join(", ", models.Select(model => $"'{model.Model}' has {model.Images.Count} prompts"))}). "
                + "Compare runs of the same prompts, or smaller groups with --set-size.");

        IReadOnlyList<StudyImage> Shuffled(IReadOnlyList<StudyImage> images, int set)
        {
            var part = images.Skip(set * setSize).Take(setSize).ToArray();
            return [.. part.OrderBy(image => order.Child(image.File)[set])];
        }
    }
}
