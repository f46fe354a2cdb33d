// Wins, ties and losses of groups of images, as the paper's people judged them, by the ground truth.

using RewardLab.Evaluation.Comparisons;
using RewardLab.Runs.Sheets;
using RewardLab.Runs.Tables;

// Groups of four, as the paper's people judged them; two smaller groups where there are fewer than eight images.
int SetCount(int images)
{
    var sets = Math.Max(2, images / 4);
    return images % sets == 0 ? sets : throw new RewardLabException($"imagesPerPrompt: {images} images make no groups of equal size; take a multiple of four.");
}

// Images with seeds that no training and no evaluation has used; the same seeds for every model.
ImageBatch[] Fresh(IImageModel model, IReadOnlyList<string> prompts, int run, int count)
{
    var seeds = SeedStream.Create(Lab.Seed, "fresh").Child($"{run}");
    return
    [
        .. prompts.Select(
            prompt => model.Generate([.. Enumerable.Range(0, count).Select(i => new ImageRequest(prompt, seeds.Child(prompt)[i]))], null, Lab.Cancellation)),
    ];
}

// How often each model's groups of four beat the base's, and how often those of the chosen model beat every other model's.
void CompareSets(string way, IReadOnlyList<string> prompts, IReadOnlyDictionary<string, List<ImageBatch[]>> generated, string chosen, double margin)
{
    var (groundTruth, fidelity) = (Lab.Reward("toybox-truth"), Lab.Reward("toybox-fidelity"));
    var sets = generated.ToDictionary(entry => entry.Key, entry => Sets(entry.Value));
    Lab.Table($"{way}: fresh images by the model that generated them", ["model", "images", "correct", "fidelity"],
        [.. sets.Select(entry => new object[]
        {
            entry.Key,
            entry.Value.Sum(set => set.IsCorrect.Count),
            entry.Value.Average(set => set.IsCorrect.Average(value => value ? 1.0 : 0.0)),
            entry.Value.Average(set => set.Fidelity.Average()),
        })]);
    var others = sets.Keys.Where(name => name != "base" && name != chosen).ToArray();
    var pairs = others.Append(chosen).Select(name => (Name: name, Baseline: "base")).Concat(others.Select(name => (Name: chosen, Baseline: name)));
    var comparisons = new ComparisonTable(pairs.SelectMany(pair => new[]
    {
        Comparison.From(pair.Name, pair.Baseline, "alignment", ComparisonSummary.Compute(SetComparison.ByAlignment(sets[pair.Name], sets[pair.Baseline]))),
        Comparison.From(pair.Name, pair.Baseline, "quality", ComparisonSummary.Compute(SetComparison.ByQuality(sets[pair.Name], sets[pair.Baseline], margin))),
    }));
    Lab.Table(comparisons.ToTable($"{way}: image groups of {sets["base"][0].IsCorrect.Count} against each other", "image groups of", "on"));

    IReadOnlyList<ImageGroup> Sets(List<ImageBatch[]> runs) =>
        [.. runs.SelectMany((images, run) => images.SelectMany((batch, prompt) => ImageGroup.Split(
            run,
            prompt,
            [.. groundTruth.Score(batch, [prompts[prompt]]).Column(0).Select(score => score > 0.5)],
            [.. fidelity.Score(batch, [prompts[prompt]]).Column(0).Select(score => (double)score)],
            SetCount(batch.Count))))];
}

// Saves the fresh images for people: 'rewardlab judge last' shows them blindly, side by side, in groups of four.
void SaveForPeople(string way, IReadOnlyList<string> prompts, IReadOnlyDictionary<string, List<ImageBatch[]>> generated)
{
    foreach (var (model, runs) in generated)
    {
        Lab.Save.ImageGroups($"{way} {model}", prompts, [.. prompts.Select((_, prompt) => ImageBatch.Concat([.. runs.Select(run => run[prompt])]))]);
    }
}

// The same for one fine-tuning, against the model that it began with: so many fresh images per prompt, none for 0.
void SaveTunedForPeople(string name, string lora, Func<string, IImageModel> open, IReadOnlyList<string> prompts, int count)
{
    if (count > 0 && lora.Length == 0)
    {
        Lab.Log($"{name}: no adapter was delivered, so there is nothing to compare with the base, and no images are saved for people.");
    }

    foreach (var (model, adapter) in count > 0 && lora.Length > 0 ? new[] { ("base", ""), (name, lora) } : [])
    {
        using var opened = open(adapter);
        Lab.Save.ImageGroups(model, prompts, Fresh(opened, prompts, 0, count));
    }
}

// Before and after: a row for each prompt, a column for each model, the first fresh image of the first training seed.
void SetSheet(string name, string title, IReadOnlyList<string> prompts, IReadOnlyDictionary<string, List<ImageBatch[]>> generated, RecipeReward groundTruth)
{
    Lab.Charts.Add(
        name,
        new ContactSheet(title, [.. generated.Keys], [.. prompts.Select((prompt, p) => new ContactSheetRow(prompt, [.. generated.Values.Select(runs =>
            new ContactSheetTile(runs[0][p], 0, groundTruth is null ? null : groundTruth.Score(runs[0][p], [prompt]).Column(0)[0] > 0.5))
                .Cast<ContactSheetTile>()]))]));
}
