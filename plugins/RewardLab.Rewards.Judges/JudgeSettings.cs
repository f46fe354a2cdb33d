using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Services;
using RewardLab.Rewards.Judges.Answers;
using RewardLab.Rewards.Judges.Calls;
using RewardLab.Rewards.Judges.Questions;

namespace RewardLab.Rewards.Judges;

/// <summary>What a judge is asked, of whom, and what that may take.</summary>
/// <param name="Options">The reward's options.</param>
/// <param name="Address">The service.</param>
/// <param name="Templates">The questions.</param>
/// <param name="Limits">What calls may take, with the model's prices; 0 where they are not known.</param>
internal sealed record JudgeSettings(VlmOptions Options, ServiceAddress Address, QuestionTemplates Templates, BudgetLimits Limits)
{
    /// <summary>Tells answers from failures.</summary>
    public AnswerReading Reading { get; } = new(Address.Name, Options.Model);

    /// <summary>Whether the model's prices are known.</summary>
    public bool HasPrices => Limits.InputPriceUsd > 0 || Limits.OutputPriceUsd > 0;

    /// <summary>Questions whose answers make up one probability: one with log-probabilities, else one for each sample.</summary>
    public int AnswersPerQuestion => Math.Max(1, Options.Samples);

    /// <summary>The questions about one image that one probability comes from.</summary>
    /// <param name="text">The user's text.</param>
    /// <param name="image">What is shown.</param>
    public JudgeQuestion[] Questions(string text, JudgeImage image) =>
        Questions(Options.Method == JudgeMethod.Checklist ? "checklist" : "vqascore", text, [image]);

    /// <summary>The questions that one probability comes from.</summary>
    /// <param name="purpose">What they are for.</param>
    /// <param name="text">The user's text.</param>
    /// <param name="images">What is shown.</param>
    public JudgeQuestion[] Questions(string purpose, string text, params IReadOnlyList<JudgeImage> images) =>
    [
        .. Enumerable.Range(0, AnswersPerQuestion).Select(sample => new JudgeQuestion
        {
            Purpose = purpose,
            Address = Address,
            Model = Options.Model,
            Instruction = Templates.Instruction,
            Text = text,
            Images = images,
            Temperature = Options.Temperature,
            Seed = Options.Seed + sample,
            Sample = sample,
            MaxTokens = Options.AnswerTokens,
            TopLogprobs = Options.Samples > 0 ? 0 : Options.TopLogprobs,
            Detail = Options.Detail,
        }),
    ];

    /// <summary>Throws where an answer is neither of two words.</summary>
    public void Check(AnswerWords words, JudgeAnswer answer)
    {
        if (Options.Samples > 0)
        {
            Reading.IsPositive(words, answer.Answer);
        }
        else
        {
            Reading.Share(words, answer, minProbability: 0);
        }
    }

    /// <summary>The probability of the positive answer, 0 to 1.</summary>
    /// <param name="words">The two answers.</param>
    /// <param name="requests">One for each question that the probability comes from.</param>
    /// <param name="answers">The answers by their questions' keys.</param>
    /// <exception cref="RewardLabException">It cannot be told; says why.</exception>
    public double Probability(AnswerWords words, IReadOnlyList<JudgeRequest> requests, IReadOnlyDictionary<string, JudgeAnswer> answers)
    {
        try
        {
            return Options.Samples > 0
                ? requests.Count(request => Reading.IsPositive(words, answers[request.Question.Key].Answer)) / (double)requests.Count
                : Reading.Share(words, answers[requests[0].Question.Key], Options.MinAnswerProbability);
        }
        catch (ServiceFailure failure)
        {
            throw new RewardLabException($"{requests[0].Place}: {failure.Message}.", failure) { Image = requests[0].Image };
        }
    }
}
