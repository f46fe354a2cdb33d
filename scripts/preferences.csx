// People's choices between images, simulated or from a study. For recipes that #load it.

using RewardLab.Evaluation.Preferences;
using RewardLab.Studies.Results;

// Writes choices between images of a prompt to choices.jsonl in the run's folder and returns its path.
// - chooser gives the log-odds by which an image wins (Bradley and Terry, 1952); tieWeight lets neither win (Davidson, 1970): of two images that are
//   as good, a share of tieWeight / (2 + tieWeight) of the choices are ties.
// - Each image pair of a prompt is asked about at most once.
string WriteChoices(IReadOnlyList<ImagePool> pools, RecipeReward chooser, int choicesPerPrompt, double tieWeight)
{
    var pairs = new List<PreferencePair>();
    var (agreed, decided) = (0, 0);
    foreach (var pool in pools)
    {
        var stream = SeedStream.Create(Lab.Seed, "choices").Child(pool.Prompt);
        var values = chooser.Score(pool);
        var all = Enumerable.Range(0, pool.Count).SelectMany(a => Enumerable.Range(a + 1, pool.Count - a - 1).Select(b => (First: a, Second: b))).ToArray();
        foreach (var (index, pair) in all.Index().OrderBy(pair => stream.Child("which")[pair.Index]).Select(pair => pair.Item).Take(choicesPerPrompt).Index())
        {
            // Which of the two is named first says nothing.
            var (first, second) = stream.Child("order")[index] % 2 == 0 ? pair : (pair.Second, pair.First);
            var lead = (double)values[first] - values[second];
            var (wins, ties, loses) = (Math.Exp(lead / 2), tieWeight, Math.Exp(-lead / 2));
            var draw = (stream.Child("choice")[index] >> 11) * Math.Pow(2, -53) * (wins + ties + loses);
            var outcome = draw < wins ? PreferenceOutcome.First : draw < wins + ties ? PreferenceOutcome.Tie : PreferenceOutcome.Second;
            pairs.Add(new PreferencePair(pool.Prompt, pool.Files[first], pool.Files[second], outcome));
            decided += outcome == PreferenceOutcome.Tie ? 0 : 1;
            agreed += outcome != PreferenceOutcome.Tie && (outcome == PreferenceOutcome.First) == (lead > 0) ? 1 : 0;
        }
    }

    Lab.Log(
        $"{pairs.Count} choices, {pairs.Count - decided} of them ties; of the others {100.0 * agreed / decided:F1}% went to the image of higher utility, "
        + "which is the most that a reward can agree");
    return WritePreferences(pairs);
}

// What people labelled or compared, as preferences: a study's file, such as labels.db, or any other labels that 'rewardlab bench run' reads.
string WritePeoplesPreferences(string labels)
{
    var pairs = StudyPreferences.Read(labels);
    Lab.Log($"{pairs.Count} preferences of {pairs.Select(pair => pair.Prompt).Distinct().Count()} prompts in {labels}.");
    return WritePreferences(pairs);
}

string WritePreferences(IEnumerable<PreferencePair> pairs)
{
    using (var file = Lab.Run.CreateFile("choices.jsonl"))
    {
        PreferenceFile.Write(file, pairs);
    }

    return Path.Combine(Lab.Run.Folder, "choices.jsonl");
}

// The prompts of a file of preferences, in order.
string[] PromptsOfPreferences(string path)
{
    using var file = File.OpenRead(path);
    return [.. PreferenceFile.Read(file, path).Select(pair => pair.Prompt).Distinct()];
}
