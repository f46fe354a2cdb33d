using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Rewards.Judges.Calls;
using RewardLab.Rewards.Judges.Questions;

namespace RewardLab.Rewards.Judges;

/// <summary>A vision language model as a reward: the probability of yes to a question about image and prompt, or to several; or as a judge of two
/// images.</summary>
internal sealed class VlmReward : IPairwiseReward, IMeteredReward
{
    private readonly JudgeSettings _judge;
    private readonly JudgeAnswerSource _answers;
    private readonly ComponentContext _context;
    private readonly ChecklistFile? _checklists;
    private readonly ChecklistWriter _writer;
    private readonly PairwiseJudge _pairs;
    private readonly CostPreview _preview;
    private (JudgeSpending Spent, long CacheHits) _kept = (new JudgeSpending(0, 0, 0), 0);

    /// <param name="judge">What is asked, of whom.</param>
    /// <param name="answers">Asks; disposed with this reward.</param>
    /// <param name="announcement">Tells what that takes.</param>
    /// <param name="context">What the host offers.</param>
    /// <exception cref="RewardLabException">The file of checklists cannot be read.</exception>
    public VlmReward(JudgeSettings judge, JudgeAnswerSource answers, CostAnnouncement announcement, ComponentContext context)
    {
        (_judge, _answers, _context) = (judge, answers, context);
        _writer = new ChecklistWriter(judge, answers);
        _pairs = new PairwiseJudge(judge, answers, context.Images);
        _checklists = judge.Options is { Method: JudgeMethod.Checklist, Checklists.Length: > 0 } ? ChecklistFile.Read(judge.Options.Checklists) : null;
        _preview = new CostPreview(judge, answers, announcement, context.Images, CachedTexts, _writer);
    }

    /// <summary>"vlm" with what is asked; where answers are counted, with how many, and the standard error of a share of them at most.</summary>
    public string Name => _judge.Options.Samples == 0 ? "vlm" : $"vlm ({Counted})";

    /// <inheritdoc />
    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        ImagePromptPair[] pairs =
        [
            .. Enumerable.Range(0, images.Count).SelectMany(image => prompts.Select(prompt => new ImagePromptPair(image, prompt))),
        ];
        return new ScoreMatrix(Scores(images, pairs, cancellationToken), images.Count, prompts.Count);
    }

    /// <inheritdoc />
    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        return new ScoreMatrix(Scores(images, pairs, cancellationToken), pairs.Count, 1);
    }

    /// <inheritdoc />
    public void Announce(IEnumerable<(ImageBatch Images, IReadOnlyList<ImagePromptPair> Pairs)> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!IsPairwise && !_judge.Options.Offline)
        {
            Named(() =>
            {
                _preview.Tell(work, cancellationToken);
                return true;
            });
        }
    }

    /// <inheritdoc />
    public bool IsPairwise => _judge.Options.Method == JudgeMethod.Pairwise;

    /// <inheritdoc />
    public IReadOnlyList<PairwiseComparison> Compare(IReadOnlyList<ImagePair> pairs, PairwiseQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return IsPairwise
            ? Wait(() => _pairs.CompareAsync(pairs, question, cancellationToken), cancellationToken)
            : throw new RewardLabException("Reward 'vlm': only option method=pairwise compares images; set it.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_answers.Spent.Calls > 0 || _answers.CacheHits > 0)
        {
            _context.Logger.LogLine(
                $"Reward 'vlm': model '{_judge.Options.Model}' at {_judge.Address.Name} took {_answers.Spent.Describe(_judge.Limits)}; "
                + $"{_answers.CacheHits} answers came from the cache."
                + (_judge.Options.Samples > 0 ? $" Each probability is a {Counted}." : ""));
        }

        _answers.Dispose();
    }

    private string Counted => string.Create(
        CultureInfo.InvariantCulture,
        $"share of yes in {_judge.Options.Samples} samples, standard error at most {0.5 / Math.Sqrt(_judge.Options.Samples):0.###}");

    private double[] Scores(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken) =>
        Wait(() => ScoresAsync(images, pairs, cancellationToken), cancellationToken);

    // On a thread of its own: the caller's may be one that others post to.
    private T Wait<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return Named(() => Task.Run(work, cancellationToken).GetAwaiter().GetResult());
        }
        finally
        {
            KeepProvenance();
        }
    }

    private static T Named<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (RewardLabException exception)
        {
            throw new RewardLabException($"Reward 'vlm': {exception.Message}", exception) { Image = exception.Image };
        }
    }

    private void KeepProvenance()
    {
        var (spent, hits) = (_answers.Spent, _answers.CacheHits);
        if (spent == _kept.Spent && hits == _kept.CacheHits)
        {
            return;
        }

        var options = _judge.Options;
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["model"] = options.Model,
            ["servedModels"] = string.Join(", ", _answers.ServedModels),
            ["endpoint"] = _judge.Address.Name,
            ["method"] = options.Method.ToString().ToLowerInvariant(),
            ["templatesSha256"] = _judge.Templates.Sha256,
            ["answers"] = options.Samples > 0
                ? Counted
                : string.Create(CultureInfo.InvariantCulture, $"log-probabilities of {options.TopLogprobs} tokens"),
            ["temperature"] = options.Temperature?.ToString(CultureInfo.InvariantCulture) ?? "the service's own",
            ["seed"] = options.Seed?.ToString(CultureInfo.InvariantCulture) ?? "none",
            ["maxAnswerTokens"] = options.AnswerTokens.ToString(CultureInfo.InvariantCulture),
        };
        if (options.Method == JudgeMethod.Checklist)
        {
            facts["combine"] = options.Combine.ToString().ToLowerInvariant();
            facts["checklists"] = _checklists is { } file
                ? $"a file, SHA-256 {file.Sha256}"
                : $"written by model {(options.WriterModel.Length > 0 ? options.WriterModel : options.Model)}";
        }

        var (input, output) = (spent.InputTokens - _kept.Spent.InputTokens, spent.OutputTokens - _kept.Spent.OutputTokens);
        var amounts = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["calls"] = spent.Calls - _kept.Spent.Calls,
            ["inputTokens"] = input,
            ["outputTokens"] = output,
            ["cacheHits"] = hits - _kept.CacheHits,
        };
        if (_judge.HasPrices)
        {
            amounts["costUsd"] = _judge.Limits.Cost(input, output);
        }

        _kept = (spent, hits);
        _context.Provenance.Keep($"vlm {facts["method"]}: {options.Model} at {_judge.Address.Name}", facts, amounts);
    }

    private async Task<double[]> ScoresAsync(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        var texts = await TextsAsync([.. pairs.Select(pair => pair.Prompt).Distinct(StringComparer.Ordinal)], cancellationToken).ConfigureAwait(false);
        JudgeImage[] shown = [.. Enumerable.Range(0, images.Count).Select(image => new JudgeImage(images, image, _context.Images))];

        // For each pair: its questions, each asked once or as often as there are samples.
        var asked = pairs
            .Select(pair => Array.ConvertAll(texts[pair.Prompt], text => Requests(text, shown[pair.Image], pair, images.Count)))
            .ToArray();
        var answers = await _answers.GetAsync([.. asked.SelectMany(questions => questions).SelectMany(requests => requests)], cancellationToken)
            .ConfigureAwait(false);
        return Array.ConvertAll(
            asked, questions => Combine(Array.ConvertAll(questions, requests => _judge.Probability(_judge.Templates.YesNo, requests, answers))));
    }

    private async Task<IReadOnlyDictionary<string, string[]>> TextsAsync(IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        switch (_judge.Options.Method)
        {
            case JudgeMethod.Vqascore:
                return prompts.ToDictionary<string, string, string[]>(
                    prompt => prompt, prompt => [QuestionTemplates.WithPrompt(_judge.Templates.Vqascore, prompt)], StringComparer.Ordinal);
            case JudgeMethod.Checklist:
                var checklists = _checklists is { } file
                    ? prompts.ToDictionary(prompt => prompt, file.Of, StringComparer.Ordinal)
                    : await _writer.WriteAsync(prompts, cancellationToken).ConfigureAwait(false);
                return checklists.ToDictionary<KeyValuePair<string, IReadOnlyList<string>>, string, string[]>(
                    entry => entry.Key, entry => [.. entry.Value.Select(_judge.Templates.OfChecklist)], StringComparer.Ordinal);
            default:
                throw new RewardLabException(
                    "method=pairwise compares two images and gives no scores; use it with 'judge --reward-annotator', or set method to vqascore or checklist.");
        }
    }

    // What is asked about a prompt; null where its checklist is still to be written.
    private string[]? CachedTexts(string prompt) =>
        _judge.Options.Method == JudgeMethod.Vqascore ? [QuestionTemplates.WithPrompt(_judge.Templates.Vqascore, prompt)]
        : (_checklists is { } file ? file.Of(prompt) : _writer.Cached(prompt))?.Select(_judge.Templates.OfChecklist).ToArray();

    private JudgeRequest[] Requests(string text, JudgeImage image, ImagePromptPair pair, int count) => Array.ConvertAll(
        _judge.Questions(text, image),
        question => new JudgeRequest(question, Place(pair, count), answer => _judge.Check(_judge.Templates.YesNo, answer)) { Image = pair.Image });

    private double Combine(double[] probabilities) => probabilities.Length == 1 ? probabilities[0]
        : _judge.Options.Combine == ChecklistCombination.Mean ? probabilities.Average()
        : probabilities.Aggregate(1.0, (product, probability) => product * probability);

    private static string Place(ImagePromptPair pair, int count) => $"image {pair.Image + 1} of {count}, \"{OneLine.Short(pair.Prompt)}\"";
}
