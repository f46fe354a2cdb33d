using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Answers;
using RewardLab.Prompts.LanguageModels.Cache;
using RewardLab.Prompts.LanguageModels.Calls;
using RewardLab.Prompts.LanguageModels.Examples;
using RewardLab.Prompts.LanguageModels.Messages;

namespace RewardLab.Prompts.LanguageModels;

/// <summary>Contrastive prompts that a language model writes after examples of how images fail: Kim et al., ICLR 2024, section 4.
/// Safe from any thread.</summary>
internal sealed class LanguageModelGenerator(
    LanguageModelOptions options,
    PromptBook book,
    AnswerSource answers,
    Action<string> log) : IPromptGenerator, IDisposable
{
    private const int MaxPromptLength = 2_000;
    private readonly IReadOnlyList<PromptCategory> _fixed = book.Select(options.Categories);
    private readonly string _examples = book.Sha256;

    public string Name => "llm";

    public bool CanHandle(string prompt) => Problem(prompt) is null;

    public async Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        try
        {
            return Problem(prompt) is { } problem ? throw new RewardLabException(problem) : await AskAsync(prompt, cancellationToken);
        }
        catch (RewardLabException exception)
        {
            throw new RewardLabException($"Generator 'llm' for \"{OneLine.Short(prompt)}\": {exception.Message}", exception);
        }
    }

    public void Dispose() => answers.Dispose();

    private static string? Problem(string prompt) =>
        string.IsNullOrWhiteSpace(prompt) ? "the prompt is empty; write one."
        : prompt.Length > MaxPromptLength ? $"the prompt has {prompt.Length} characters; at most {MaxPromptLength} are allowed."
        : !ContrastivePromptFilter.IsPlain(prompt) ? "the prompt must be one line of text, without control characters."
        : null;

    private async Task<ContrastiveSet> AskAsync(string prompt, CancellationToken cancellationToken)
    {
        var record = new List<CachedAnswer>();
        var categories = _fixed.Count > 0 ? _fixed : await ClassifyAsync(prompt, record, cancellationToken);
        var wanted = options.Count > 0 ? options.Count : categories.Sum(category => category.Count);
        var kept = new List<string>();
        NoListException? noList = null;
        for (var round = 1; round <= options.MaxRounds && kept.Count < wanted; round++)
        {
            try
            {
                var (texts, answer) = await answers.GetAsync(
                    QuestionWriter.ContrastivePrompts(book, categories, prompt, wanted - kept.Count, kept), cancellationToken);
                record.Add(answer);
                var fresh = ContrastivePromptFilter.Keep(prompt, texts, kept);
                kept.AddRange(fresh.Take(wanted - kept.Count));
                if (fresh.Count == 0)
                {
                    // The next question would be the same.
                    break;
                }
            }
            catch (NoListException exception)
            {
                noList = exception;
                break;
            }
        }

        Check(prompt, kept.Count, wanted, noList);
        return new ContrastiveSet(prompt, kept, Provenance(categories, record));
    }

    private void Check(string prompt, int count, int wanted, NoListException? noList)
    {
        // A list that is wanted to be shorter than the least is short by intent.
        if (count < Math.Min(options.MinContrastivePrompts, wanted))
        {
            throw noList ?? new RewardLabException(
                $"model '{options.Model}' gave {count} usable contrastive prompts, and option 'minContrastivePrompts' wants {options.MinContrastivePrompts}; "
                + "try another model or examples of yours.");
        }

        if (count < wanted)
        {
            log($"Generator 'llm' for \"{OneLine.Short(prompt)}\": only {count} of {wanted} contrastive prompts, after all that the model gave.");
        }
    }

    private async Task<IReadOnlyList<PromptCategory>> ClassifyAsync(string prompt, List<CachedAnswer> record, CancellationToken cancellationToken)
    {
        var (names, answer) = await answers.GetAsync(QuestionWriter.Categories(book, prompt), cancellationToken);
        record.Add(answer);
        var known = names.Where(name => book.Find(name) is not null).ToArray();
        return known.Length > 0
            ? book.Select(known)
            : throw new RewardLabException(
                $"the model names no category of {string.Join(", ", book.Names)} but: \"{OneLine.Short(answer.Answer)}\"; set option 'categories'.");
    }

    private static string Received(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "the service's own";

    private PromptProvenance Provenance(IReadOnlyList<PromptCategory> categories, List<CachedAnswer> record)
    {
        var last = record[^1];
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["categories"] = string.Join(", ", categories.Select(category => category.Name)),
            ["categoriesBy"] = _fixed.Count > 0 ? "option" : "model",
            ["endpoint"] = last.Endpoint,
            ["examplesSha256"] = _examples,
            ["finishReason"] = last.FinishReason,
            ["frequencyPenalty"] = Received(options.FrequencyPenalty),
            ["inputTokens"] = record.Sum(answer => answer.InputTokens).ToString(CultureInfo.InvariantCulture),
            ["model"] = last.Model,
            ["outputTokens"] = record.Sum(answer => answer.OutputTokens).ToString(CultureInfo.InvariantCulture),
            ["temperature"] = Received(options.Temperature),
            ["time"] = last.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };
        foreach (var (index, answer) in record.Index())
        {
            details[string.Create(CultureInfo.InvariantCulture, $"answer{index + 1}")] = answer.Answer;
            details[string.Create(CultureInfo.InvariantCulture, $"answer{index + 1}Key")] = answer.Key;
        }

        return new PromptProvenance(PromptProvenanceKind.LanguageModel, last.Model) { Details = details };
    }
}
