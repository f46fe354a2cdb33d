using System.Text.Encodings.Web;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Answers;
using RewardLab.Prompts.LanguageModels.Services;
using RewardLab.Rewards.Judges.Calls;
using RewardLab.Rewards.Judges.Questions;

namespace RewardLab.Rewards.Judges;

/// <summary>Checklists that a language model writes; the answers are cached, so that a prompt keeps its checklist.</summary>
/// <param name="judge">Whom to ask.</param>
/// <param name="answers">Asks.</param>
internal sealed class ChecklistWriter(JudgeSettings judge, JudgeAnswerSource answers)
{
    /// <summary>Tokens of a checklist, at most.</summary>
    public const int MaxTokens = 2048;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The checklists of prompts.</summary>
    /// <param name="prompts">Different prompts.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RewardLabException">A model writes no checklist.</exception>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> WriteAsync(IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        var requests = prompts.Select(Request).ToArray();
        var written = await answers.GetAsync(requests, cancellationToken).ConfigureAwait(false);
        return prompts.Zip(requests).ToDictionary(
            entry => entry.First, entry => Read(written[entry.Second.Question.Key].Answer, entry.Second.Place), StringComparer.Ordinal);
    }

    /// <summary>The checklist of a prompt that the cache holds; null where it holds none.</summary>
    public IReadOnlyList<string>? Cached(string prompt) =>
        Request(prompt) is var request && answers.Cached(request.Question) is { } answer ? Read(answer.Answer, request.Place) : null;

    /// <summary>What asking for a prompt's checklist takes, by an estimate.</summary>
    public JudgeSpending Ahead(string prompt) => new(1, answers.Estimate(Request(prompt).Question), MaxTokens);

    private static IReadOnlyList<string> Read(string text, string place) => ChecklistFile.Require(ListParser.Parse(text, ""), place);

    private JudgeRequest Request(string prompt)
    {
        var place = $"the checklist of \"{OneLine.Short(prompt)}\"";
        var question = new JudgeQuestion
        {
            Purpose = "writer",
            Address = judge.Address,
            Model = judge.Options.WriterModel.Length > 0 ? judge.Options.WriterModel : judge.Options.Model,
            Instruction = judge.Templates.ChecklistWriter,
            Text = JsonSerializer.Serialize(new { prompt }, Json),
            Images = [],
            Temperature = judge.Options.Temperature,
            Seed = judge.Options.Seed,
            MaxTokens = MaxTokens,
        };
        return new JudgeRequest(question, place, answer =>
        {
            try
            {
                // A list of lines that was cut would pass for a whole one.
                _ = answer.FinishReason == "length" ? throw new RewardLabException("it is cut off") : Read(answer.Answer, place);
            }
            catch (RewardLabException exception)
            {
                throw new ServiceFailure($"model '{question.Model}' writes no checklist: {exception.Message.TrimEnd('.')}", mayPass: false, exception)
                {
                    MayCost = true,
                };
            }
        });
    }
}
