// Win, tie and loss of sets of pictures, as the paper's people judged them, by one who knows the truth.

using RewardLab.Evaluation.Comparisons;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Sheets;
using RewardLab.Runs.Tables;

// Sets of four, as the paper's people judged them; two sets of fewer where there are fewer than eight pictures.
int SetCount(int pictures)
{
    var sets = Math.Max(2, pictures / 4);
    return pictures % sets == 0 ? sets : throw new RewardLabException($"imagesPerPrompt: {pictures} pictures make no sets of equal size; take a multiple of four.");
}

// Pictures with seeds that no training and no held-out look has used; the same seeds for every model.
ImageBatch[] Fresh(IImageModel model, IReadOnlyList<string> prompts, int run, int count)
{
    var seeds = SeedStream.Of(Lab.Seed, "fresh").Child($"{run}");
    return [.. prompts.Select(prompt => model.Generate([.. Enumerable.Range(0, count).Select(i => new ImageRequest(prompt, seeds.Child(prompt)[i]))], null, Lab.Cancellation))];
}

// For each model that was drawn with: how often its set of four beats the base's, and how often the chosen one's beats each other's.
void CompareSets(string way, IReadOnlyList<string> prompts, IReadOnlyDictionary<string, List<ImageBatch[]>> drawn, string chosen, double margin)
{
    var (truth, fidelity) = (Lab.Reward("toybox-truth"), Lab.Reward("toybox-fidelity"));
    var sets = drawn.ToDictionary(entry => entry.Key, entry => Sets(entry.Value));
    Lab.Table($"{way}: fresh pictures by what drew them", ["model", "pictures", "true", "fidelity"],
        [.. sets.Select(entry => new object[] { entry.Key, entry.Value.Sum(set => set.IsTrue.Count), entry.Value.Average(set => set.IsTrue.Average(value => value ? 1.0 : 0.0)), entry.Value.Average(set => set.Fidelity.Average()) })]);
    var compared = new List<(string On, string First, string Second, ComparisonSummary Summary)>();
    foreach (var (first, second) in sets.Keys.Where(name => name != "base" && name != chosen).Select(name => (name, "base")).Append((chosen, "base")).Concat(sets.Keys.Where(name => name != "base" && name != chosen).Select(name => (chosen, name))))
    {
        compared.Add(("alignment", first, second, ComparisonSummary.Of(SetComparison.ByAlignment(sets[first], sets[second]))));
        compared.Add(("quality", first, second, ComparisonSummary.Of(SetComparison.ByQuality(sets[first], sets[second], margin))));
    }

    var leads = new MarkedLeads(compared.Select(row => (row.Summary.Lead, row.Summary.PValue)));
    Lab.Table(new ResultTable($"{way}: sets of {sets["base"][0].IsTrue.Count} against each other", ["on", "set of", "against", "wins", "ties", "losses", "lead [95%]", "p"],
        compared.Select((row, i) => (IReadOnlyList<object>)[row.On, row.First, row.Second, row.Summary.Wins, row.Summary.Ties, row.Summary.Losses, leads.Text(i), HolmCorrection.Text(leads.PValues[i])]))
    {
        Footnotes = [.. leads.Footnotes],
    });

    IReadOnlyList<PictureSet> Sets(List<ImageBatch[]> runs) =>
        [.. runs.SelectMany((pictures, run) => pictures.SelectMany((batch, prompt) => PictureSet.Split(
            run, prompt, [.. truth.Score(batch, [prompts[prompt]]).Column(0).Select(score => score > 0.5)], [.. fidelity.Score(batch, [prompts[prompt]]).Column(0).Select(score => (double)score)], SetCount(batch.Count))))];
}

// Puts the fresh pictures aside for people: 'rewardlab judge last' shows them blindly, side by side, in sets of four.
void SaveForPeople(string way, IReadOnlyList<string> prompts, IReadOnlyDictionary<string, List<ImageBatch[]>> drawn)
{
    foreach (var (model, runs) in drawn)
    {
        Lab.Save.ImageGroups($"{way} {model}", prompts, [.. prompts.Select((_, prompt) => ImageBatch.Concat([.. runs.Select(run => run[prompt])]))]);
    }
}

// The same for one fine-tuning, against the model that it began with: so many fresh pictures a prompt, none for 0.
void SaveTunedForPeople(string name, string lora, Func<string, IImageModel> open, IReadOnlyList<string> prompts, int count)
{
    if (count > 0 && lora.Length == 0)
    {
        Lab.Log($"{name}: no adapter was delivered, so there is nothing to compare with the base, and no images are put aside for people.");
    }

    foreach (var (model, adapter) in count > 0 && lora.Length > 0 ? new[] { ("base", ""), (name, lora) } : [])
    {
        using var drawing = open(adapter);
        Lab.Save.ImageGroups(model, prompts, Fresh(drawing, prompts, 0, count));
    }
}

// Before and after: a row for each prompt, a column for each model, the first fresh picture of the first training seed.
void SetSheet(string name, string title, IReadOnlyList<string> prompts, IReadOnlyDictionary<string, List<ImageBatch[]>> drawn, RecipeReward truth)
{
    Lab.Charts.Add(name, new ContactSheet(title, [.. drawn.Keys], [.. prompts.Select((prompt, p) => new ContactSheetRow(prompt, [.. drawn.Values.Select(runs =>
        new ContactSheetTile(runs[0][p], 0, truth is null ? null : truth.Score(runs[0][p], [prompt]).Column(0)[0] > 0.5)).Cast<ContactSheetTile>()]))]));
}
