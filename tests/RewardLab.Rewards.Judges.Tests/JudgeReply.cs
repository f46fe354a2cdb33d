using System.Text.Json;

namespace RewardLab.Rewards.Judges.Tests;

/// <summary>What services answer to questions about images.</summary>
internal static class JudgeReply
{
    /// <summary>An answer with the candidates of its only token.</summary>
    public static LoopbackReply Candidates(params (string Token, double Probability)[] candidates) => Completion(
        new { role = "assistant", content = candidates[0].Token },
        "length",
        new
        {
            content = new[]
            {
                new
                {
                    token = candidates[0].Token,
                    logprob = Math.Log(candidates[0].Probability),
                    top_logprobs = candidates.Select(candidate => new { token = candidate.Token, logprob = Math.Log(candidate.Probability) }),
                },
            },
        });

    /// <summary>Yes with a probability, and no with the rest.</summary>
    public static LoopbackReply Yes(double probability) => Candidates(("Yes", probability), ("No", 1 - probability));

    /// <summary>An answer without log-probabilities.</summary>
    public static LoopbackReply Text(string? text, string finish = "stop") => Completion(new { role = "assistant", content = text }, finish, null);

    /// <summary>A completion of any kind: 300 tokens of question, 1 of answer.</summary>
    public static LoopbackReply Completion(object message, string? finish, object? logprobs, object? usage = null) => Json(new
    {
        id = "c",
        @object = "chat.completion",
        created = 1,
        model = "served-model",
        choices = new[] { new { index = 0, message, finish_reason = finish, logprobs } },
        usage = usage ?? new { prompt_tokens = 300, completion_tokens = 1, total_tokens = 301 },
    });

    /// <summary>Anything, as JSON.</summary>
    public static LoopbackReply Json(object body) => new(200, new() { ["Content-Type"] = "application/json" }, JsonSerializer.SerializeToUtf8Bytes(body));
}
