namespace RewardLab.Rewards.Judges.Chat;

/// <summary>Names of what Microsoft.Extensions.AI has no property of its own for, in <c>AdditionalProperties</c>.</summary>
internal static class ChatProperties
{
    /// <summary>Of options: how many of the most probable tokens are wanted for each of the answer's; an int.</summary>
    public const string TopLogprobs = "top_logprobs";

    /// <summary>Of options: the detail in which a model reads images; a text.</summary>
    public const string Detail = "detail";

    /// <summary>Of a response: the candidates of each of the answer's tokens; a list of lists of <see cref="TokenProbability"/>. Missing where the service
    /// gives none.</summary>
    public const string Logprobs = "logprobs";

    /// <summary>The code of an <c>ErrorContent</c> that holds a refusal, as Microsoft.Extensions.AI.OpenAI has it.</summary>
    public const string Refusal = "Refusal";
}
