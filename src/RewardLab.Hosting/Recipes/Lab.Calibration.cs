using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting.Rewards;
using RewardLab.Rewards.Calibration;

namespace RewardLab.Hosting.Recipes;

/// <content>Temperatures and ensembles chosen by labels.</content>
public static partial class Lab
{
    private static readonly double[] DefaultTaus = [.. Enumerable.Range(-8, 17).Select(step => Math.Pow(10, step / 4.0))];

    /// <summary>Chooses TextNorm's temperature, and how rewards are combined, by the truth; prints what each protocol of choosing is worth, and saves the choice as a preset.</summary>
    /// <remarks>Each picture is scored once against its prompt and its contrastive prompts; settings are tried on those scores. Files: calibration/NAME.yaml, the
    /// reward with the one best value, as presets hold it.</remarks>
    /// <param name="name">Names the table and the preset.</param>
    /// <param name="sets">Pictures, set by set; a prompt may be in one set alone.</param>
    /// <param name="rewards">The raw rewards: one, or those of an ensemble.</param>
    /// <param name="generator">The id of the generator of contrastive prompts.</param>
    /// <param name="truth">A reward that scores above 0.5 exactly what is true to its prompt.</param>
    /// <param name="taus">Temperatures to try, above 0; 17 from 0.01 to 100 when null.</param>
    /// <param name="ensembles">For several rewards, ids and options of ensembles to try; the mean, and the mean less lambda times variance with the paper's lambdas, when null.</param>
    /// <param name="sharesTau">Whether rewards share one temperature; otherwise each gets its own.</param>
    /// <param name="options">Criterion, folds; the paper's criterion and five when null.</param>
    /// <exception cref="RewardLabException">There is nothing to choose by, or a prompt is in two sets.</exception>
    public static RecipeCalibration Calibrate(
        string name,
        IReadOnlyList<PoolSet> sets,
        IReadOnlyList<RecipeReward> rewards,
        string generator,
        RecipeReward truth,
        IReadOnlyList<double>? taus = null,
        IReadOnlyList<ComponentReference>? ensembles = null,
        bool sharesTau = true,
        CalibrationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(truth);
        var session = RecipeSession.Current;
        ImagePool[] pools = [.. sets.SelectMany(set => set.Pools)];
        PoolLabels.Require("Lab.Calibrate", pools, rewards);
        if (pools.GroupBy(pool => pool.Prompt, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            throw new RewardLabException($"Lab.Calibrate: prompt \"{repeated.Key}\" comes {repeated.Count()} times; a prompt may be in one set, once.");
        }

        options ??= new CalibrationOptions { Seed = session.Run.Seed };
        var prompts = Prompts(generator);
        var scored = ScoreForCalibration(name, sets, rewards, prompts, truth);
        var tried = rewards.Count > 1 ? Ensembles(session, ensembles) : [];
        var values = CalibrationTable.Compute(scored, CalibrationTable.Space(taus ?? DefaultTaus, rewards.Count, tried, sharesTau), options, session.Cancellation);
        var protocols = new CalibrationProtocols(values);
        var results = protocols.All();
        var chosen = values.Candidates[results[0].Choices[0]];
        var reward = Calibrated(chosen, rewards, prompts).Named($"calibrated({name})");
        Save($"calibration/{Experiments.Files.SafeName.Of(name)}.yaml", RewardTreeYaml.ToText(reward.Node));
        foreach (var result in results)
        {
            session.Run.Emit("calibration.protocol", Summary(name, result.Protocol, result.Criterion, ("isHonest", result.IsHonest), ("setting", CalibrationLayout.Settings(values, result))));
        }

        return new RecipeCalibration(values, results, reward, Table(CalibrationLayout.Of(name, values, protocols, results, rewards)));
    }

    private static List<CalibrationPrompt> ScoreForCalibration(
        string name, IReadOnlyList<PoolSet> sets, IReadOnlyList<RecipeReward> rewards, RecipePrompts generator, RecipeReward truth)
    {
        var scored = new List<CalibrationPrompt>();
        var total = sets.Sum(set => (long)set.Pools.Count);
        foreach (var set in sets)
        {
            foreach (var pool in set.Pools)
            {
                string[] texts = [pool.Prompt, .. generator.Generate(pool.Prompt).Contrasts];
                scored.Add(new CalibrationPrompt(pool.Prompt, set.Name, PoolLabels.Of([pool], truth)[0], [.. rewards.Select(reward => reward.Score(pool.Images, texts))]));
                Progress($"{name}: score", scored.Count, total);
            }
        }

        return scored;
    }

    private static CalibrationEnsemble[] Ensembles(RecipeSession session, IReadOnlyList<ComponentReference>? references)
    {
        references ??=
        [
            new ComponentReference("mean"),
            .. new[] { 0.05, 0.1, 0.5, 1 }.Select(lambda => new ComponentReference("uncertainty", new Dictionary<string, object?>(StringComparer.Ordinal) { ["lambda"] = lambda })),
        ];
        return
        [
            .. references.Select(reference => new CalibrationEnsemble(
                reference.Options.Count == 0 ? reference.Id : $"{reference.Id} {string.Join(", ", reference.Options.Select(option => $"{option.Key} {option.Value}"))}",
                reference,
                session.Create<IEnsemble>(reference))),
        ];
    }

    private static RecipeReward Calibrated(CalibrationCandidate setting, IReadOnlyList<RecipeReward> rewards, RecipePrompts generator)
    {
        RecipeReward[] members = [.. rewards.Select((reward, i) => TextNorm(reward, generator, setting.Taus[i]))];
        return setting.Ensemble is null ? members[0] : Reward(new EnsembleNode(setting.Ensemble.Reference, [.. members.Select(member => member.Node)]));
    }
}
