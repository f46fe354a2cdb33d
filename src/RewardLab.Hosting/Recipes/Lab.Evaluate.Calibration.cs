using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Calibration.Search;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting.Rewards;
using RewardLab.Runs.Files;

namespace RewardLab.Hosting.Recipes;

/// <content>Settings.</content>
public static partial class Lab
{
    /// <content>Settings of TextNorm and of ensembles, chosen by labels.</content>
    public static partial class Evaluate
    {
        private static readonly double[] DefaultTaus = [.. Enumerable.Range(-8, 17).Select(step => Math.Pow(10, step / 4.0))];

        private static readonly double[] DefaultScales = [.. Enumerable.Range(-4, 13).Select(step => Math.Pow(10, step / 4.0))];

        /// <summary>Chooses TextNorm's scale or temperature, and how rewards are combined, by labels; prints what each protocol of choosing is worth, and saves
        /// the choice as a preset.</summary>
        /// <remarks>Each image is scored once against its prompt and its contrastive prompts; settings are tried on those scores. Files: calibration/NAME.yaml,
        /// the reward with the one best value, as presets hold it.</remarks>
        /// <param name="name">Names the table and the preset.</param>
        /// <param name="sets">Images, set by set; a prompt may be in one set alone.</param>
        /// <param name="rewards">The raw rewards: one, or those of an ensemble.</param>
        /// <param name="generator">The id of the generator of contrastive prompts.</param>
        /// <param name="groundTruth">A reward that scores above 0.5 exactly what is correct; null to choose by the pools' own labels.</param>
        /// <param name="options">What is tried; the usual values of min-max's scale and the paper's ensembles when null.</param>
        /// <exception cref="RewardLabException">There is nothing to choose by, a prompt is in two sets, a reward ignores prompts,
        /// or taus or scales do not go with the variant.</exception>
        public static RecipeCalibration Calibrate(
            string name,
            IReadOnlyList<PromptPools> sets,
            IReadOnlyList<RecipeReward> rewards,
            string generator,
            RecipeReward? groundTruth = null,
            CalibrateOptions? options = null) =>
            Calibrate(name, sets, rewards, PromptGenerator(generator), groundTruth, options);

        /// <inheritdoc cref="Calibrate(string, IReadOnlyList{PromptPools}, IReadOnlyList{RecipeReward}, string, RecipeReward?, CalibrateOptions?)"/>
        public static RecipeCalibration Calibrate(
            string name,
            IReadOnlyList<PromptPools> sets,
            IReadOnlyList<RecipeReward> rewards,
            RecipePrompts generator,
            RecipeReward? groundTruth = null,
            CalibrateOptions? options = null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            ArgumentNullException.ThrowIfNull(sets);
            ArgumentNullException.ThrowIfNull(rewards);
            ArgumentNullException.ThrowIfNull(generator);
            var session = RecipeSession.Current;
            ImagePool[] pools = [.. sets.SelectMany(set => set.Pools)];
            PoolLabels.Require("Lab.Evaluate.Calibrate", pools, rewards);
            foreach (var calibrated in rewards)
            {
                RewardLab.Calibration.TextNorms.TextNorm.RequirePrompts(calibrated);
            }

            if (pools.GroupBy(pool => pool.Prompt, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } repeated)
            {
                throw new RewardLabException(
                    $"Lab.Evaluate.Calibrate: prompt \"{repeated.Key}\" is listed {repeated.Count()} times. Keep one.");
            }

            options ??= new CalibrateOptions();
            var search = options.Search ?? new CalibrationOptions { Seed = session.Run.Seed };
            var settings = Settings(options.Taus, options.Scales, options.Variant);
            var scored = ScoreForCalibration(name, sets, rewards, generator, groundTruth);
            var tried = rewards.Count > 1 ? CalibrationEnsembles(options.Ensembles) : [];
            var values = CalibrationTable.Compute(
                scored, CalibrationTable.Space(settings, rewards.Count, tried, options.SharesTau), search, session.Cancellation);
            var protocols = new CalibrationProtocols(values);
            var results = protocols.All();
            var searched = options.Searches ? new CalibrationSearch(values, Numbers(session)).Run(session.Cancellation) : null;
            var chosen = values.Candidates[results[0].Choices[0]];
            var reward = Calibrated(chosen, rewards, generator).Named($"calibrated({name})");
            Save.Text($"calibration/{SafeName.From(name)}.yaml", RewardTreeYaml.ToText(reward.Node));
            foreach (var result in results.Concat(searched?.Protocols ?? []))
            {
                session.Run.Emit(new EventRecord(EventKinds.CalibrationProtocol)
                {
                    Series = Joined(name, result.Protocol),
                    Metrics = Metrics("criterion", result.Criterion),
                    Payload = new Dictionary<string, object?>(StringComparer.Ordinal)
                    {
                        ["isHonest"] = result.IsHonest,
                        ["setting"] = CalibrationLayout.Settings(searched?.Protocols.Contains(result) == true ? searched.Values : values, result),
                    },
                });
            }

            return new RecipeCalibration(
                values, results, reward, Table(CalibrationLayout.Create(name, values, protocols, results, rewards, searched)), searched);
        }

        private static List<CalibrationPrompt> ScoreForCalibration(
            string name, IReadOnlyList<PromptPools> sets, IReadOnlyList<RecipeReward> rewards, RecipePrompts generator, RecipeReward? groundTruth)
        {
            var scored = new List<CalibrationPrompt>();
            var total = sets.Sum(set => (long)set.Pools.Count);
            foreach (var set in sets)
            {
                foreach (var pool in set.Pools)
                {
                    var contrastivePrompts = generator.Generate(pool.Prompt).ContrastivePrompts;
                    string[] texts = [pool.Prompt, .. contrastivePrompts];
                    scored.Add(new CalibrationPrompt(
                        pool.Prompt,
                        set.Name,
                        PoolLabels.Create("Lab.Evaluate.Calibrate", [pool], groundTruth)[0],
                        [.. rewards.Select(reward => reward.Score(pool.Images, texts))]) { ContrastivePrompts = contrastivePrompts });
                    Progress($"{name}: score", scored.Count, total);
                }
            }

            return scored;
        }

        /// <summary>Ways to combine rewards, for tables of calibration that a recipe computes itself.</summary>
        /// <param name="references">Ids and options of ensembles; the mean, and the mean minus lambda times variance with the paper's lambdas,
        /// when null.</param>
        public static IReadOnlyList<CalibrationEnsemble> CalibrationEnsembles(IReadOnlyList<ComponentReference>? references = null)
        {
            var session = RecipeSession.Current;
            references ??=
            [
                new ComponentReference("mean"),
                .. new[] { 0.05, 0.1, 0.5, 1 }
                    .Select(lambda => new ComponentReference("uncertainty", new Dictionary<string, object?>(StringComparer.Ordinal) { ["lambda"] = lambda })),
            ];
            return
            [
                .. references.Select(reference => Ensemble(session, reference)),
            ];
        }

        private static CalibrationEnsemble Ensemble(RecipeSession session, ComponentReference reference) => new(
            reference.Options.Count == 0
                ? reference.Id
                : $"{reference.Id} {string.Join(", ", reference.Options.Select(option => $"{option.Key} {Short(option.Value)}"))}",
            reference,
            session.Create<IEnsemble>(reference));

        // A search leaves numbers of many digits.
        private static string Short(object? value) => value switch
        {
            double number => number.ToString("G4", CultureInfo.InvariantCulture),
            IEnumerable<double> list => $"[{string.Join(", ", list.Select(number => number.ToString("G4", CultureInfo.InvariantCulture)))}]",
            _ => OptionText.Format(value),
        };

        // Lambda and weights are what the paper's ensembles have to choose.
        private static EnsembleParameters Numbers(RecipeSession session)
        {
            const string Lambda = "lambda", Weights = "weights";
            return new EnsembleParameters(
                ensemble => ensemble.Reference.Options.TryGetValue(Lambda, out var lambda) ? [Convert.ToDouble(lambda, CultureInfo.InvariantCulture)]
                    : ensemble.Reference.Options.TryGetValue(Weights, out var weights) && weights is IEnumerable<double> list ? [.. list]
                    : [],
                (ensemble, numbers) => Ensemble(
                    session,
                    new ComponentReference(ensemble.Reference.Id, new Dictionary<string, object?>(ensemble.Reference.Options, StringComparer.Ordinal)
                    {
                        [ensemble.Reference.Options.ContainsKey(Lambda) ? Lambda : Weights] = ensemble.Reference.Options.ContainsKey(Lambda)
                            ? numbers[0]
                            : numbers.ToArray(),
                    })));
        }

        /// <summary>Weighted means to try: every way to share out so many parts among the rewards, each by its id and options.</summary>
        /// <param name="rewards">How many rewards, at least 1.</param>
        /// <param name="parts">Parts to share out, at least 1: 4 tries weights of 0, .25, .5, .75 and 1.</param>
        public static IReadOnlyList<ComponentReference> WeightGrid(int rewards, int parts = 4)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rewards, 1);
            ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
            return
            [
                .. Shares(rewards, parts).Select(shares => new ComponentReference(
                    "weighted",
                    new Dictionary<string, object?>(StringComparer.Ordinal) { ["weights"] = shares.Select(share => (double)share / parts).ToArray() })),
            ];

            static IEnumerable<int[]> Shares(int rewards, int parts) => rewards == 1
                ? [[parts]]
                : Enumerable.Range(0, parts + 1).SelectMany(first => Shares(rewards - 1, parts - first).Select(rest => (int[])[first, .. rest]));
        }

        private static IReadOnlyList<TextNormOptions> Settings(IReadOnlyList<double>? taus, IReadOnlyList<double>? scales, TextNormVariant? variant)
        {
            if ((variant == TextNormVariant.MinMax && taus is not null) || (variant is not (null or TextNormVariant.MinMax) && scales is not null))
            {
                throw new RewardLabException(
                    "Lab.Evaluate.Calibrate: scales are min-max's, taus those of equation 1 and of the logit difference; give those of the variant.");
            }

            var temperatures = taus ?? (variant is null or TextNormVariant.MinMax ? [] : DefaultTaus);
            return
            [
                .. (scales ?? (temperatures.Count == 0 ? DefaultScales : [])).Select(scale => TextNormOptions.Create(TextNormVariant.MinMax, scale)),
                .. temperatures.Select(tau => TextNormOptions.Create(variant ?? TextNormVariant.Equation1, tau)),
            ];
        }

        private static RecipeReward Calibrated(CalibrationCandidate setting, IReadOnlyList<RecipeReward> rewards, RecipePrompts generator)
        {
            RecipeReward[] members = [.. rewards.Select((reward, i) => TextNorm(reward, generator, setting.Settings[i]))];
            return setting.Ensemble is null ? members[0] : Reward(new EnsembleNode(setting.Ensemble.Reference, [.. members.Select(member => member.Node)]));
        }
    }
}
