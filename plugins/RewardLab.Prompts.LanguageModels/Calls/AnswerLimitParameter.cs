namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>How a service is told of the most tokens that an answer may have.</summary>
public enum AnswerLimitParameter
{
    /// <summary>As <see cref="MaxCompletionTokens"/> to OpenAI, as <see cref="MaxTokens"/> to others; the other one where the service refuses the
    /// first.</summary>
    Auto,

    /// <summary>As "max_completion_tokens", the only one that OpenAI's models which reason take.</summary>
    MaxCompletionTokens,

    /// <summary>As "max_tokens", the only one that many other services know.</summary>
    MaxTokens,

    /// <summary>Not at all: answers are cut here alone.</summary>
    None,
}
