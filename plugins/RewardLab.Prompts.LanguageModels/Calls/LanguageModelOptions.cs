using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Examples;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>Options of the generator "llm".</summary>
public sealed record LanguageModelOptions
{
    /// <summary>The default of <see cref="Endpoint"/>.</summary>
    public const string DefaultEndpoint = "https://api.openai.com/v1";

    /// <summary>The default of <see cref="Model"/>: one that OpenAI serves in 2026.</summary>
    public const string DefaultModel = "gpt-6-luna";

    /// <summary>Address of a service with OpenAI's interface: OpenAI, Ollama, llama.cpp, vLLM. Without user name, password, query or fragment.</summary>
    [Description("URL of a service with OpenAI's interface, such as http://localhost:11434/v1 for Ollama")]
    [Required]
    [DefaultValue(DefaultEndpoint)]
    public string Endpoint { get; init; } = DefaultEndpoint;

    /// <summary>The model, by the service's name for it. Default: OpenAI's model for many short tasks. The paper's, gpt-4-0613, was shut down on 23
    /// October 2026.</summary>
    [Description("name of the model at the service")]
    [Required]
    [DefaultValue(DefaultModel)]
    public string Model { get; init; } = DefaultModel;

    /// <summary>Name of the environment variable that holds the key; empty to send none. The key itself is never an option.</summary>
    [Description("environment variable with the key; empty to send none")]
    [ResultInvariant]
    [DefaultValue("OPENAI_API_KEY")]
    public string KeyVariable { get; init; } = "OPENAI_API_KEY";

    /// <summary>Sampling temperature, 0 to 2; empty leaves it to the service, and is the only value that models which reason take. The paper's is 0.</summary>
    [Description("sampling temperature; empty leaves it to the service")]
    [Range(0.0, 2.0)]
    public double? Temperature { get; init; }

    /// <summary>Share of probability that words are drawn from, 0 to 1; empty leaves it to the service.</summary>
    [Description("nucleus sampling: share of probability to sample from; empty leaves it to the service")]
    [Range(0.0, 1.0)]
    public double? TopP { get; init; }

    /// <summary>Penalty on words that are frequent in the answer so far, -2 to 2; empty or 0, every service's default, sends none. The paper's is
    /// 0.2.</summary>
    [Description("penalty on frequent words; empty sends none")]
    [Range(-2.0, 2.0)]
    public double? FrequencyPenalty { get; init; }

    /// <summary>Seed of the service's sampling, where it knows one; empty sends none.</summary>
    [Description("seed of sampling, if the service supports it; empty sends none")]
    public long? Seed { get; init; }

    /// <summary>How much a model that reasons may reason, in the service's words, such as none, low or high; empty leaves it to the service.</summary>
    [Description("reasoning effort in the service's terms, such as none or low; empty leaves it to the service")]
    [RegularExpression("[A-Za-z0-9_-]{0,40}")]
    [DefaultValue("")]
    public string ReasoningEffort { get; init; } = "";

    /// <summary>Categories of every prompt; empty to ask the model for each prompt's.</summary>
    [Description("categories of every prompt, such as colors,counting; empty to ask the model")]
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Contrastive prompts wanted of a prompt; 0 for as many as examples of its categories show, all categories together. Range 0 to 200.</summary>
    [Description("contrastive prompts per prompt; 0 for as many as the examples of its categories show")]
    [Range(0, 200)]
    [DefaultValue(0)]
    public int Count { get; init; }

    /// <summary>With fewer than so many a prompt is refused. Default 2; range 1 to 200.</summary>
    [Description("minimum number of contrastive prompts; a prompt with fewer is refused")]
    [Range(1, 200)]
    [DefaultValue(2)]
    [FormerName("minContrasts")]
    public int MinContrastivePrompts { get; init; } = 2;

    /// <summary>How often the model is asked for what is missing, the first time included. Default 3; range 1 to 20.</summary>
    [Description("maximum number of questions per prompt, until there are enough")]
    [Range(1, 20)]
    [DefaultValue(3)]
    public int MaxRounds { get; init; } = 3;

    /// <summary>YAML file with instructions and examples of yours; empty for those that come along.</summary>
    [Description("YAML file with your own instructions and examples, in the layout of the plugin's prompts.yaml")]
    [DefaultValue("")]
    public string Examples { get; init; } = "";

    /// <summary>What your file does to the examples that come along.</summary>
    [Description("extend adds your examples to the built-in ones, replace uses only yours")]
    [DefaultValue(ExamplesMode.Extend)]
    public ExamplesMode ExamplesMode { get; init; } = ExamplesMode.Extend;

    /// <summary>Only answers that are cached; no connection is opened.</summary>
    [Description("use cached answers only; no connection is opened")]
    [ResultInvariant]
    [DefaultValue(false)]
    public bool Offline { get; init; }

    /// <summary>Calls under way at a time. Default 4; range 1 to 64.</summary>
    [Description("maximum number of concurrent calls")]
    [ResultInvariant]
    [Range(1, 64)]
    [DefaultValue(4)]
    public int MaxParallel { get; init; } = 4;

    /// <summary>Seconds until a call counts as lost, whole answer included. Default 120; range 0.1 to 3600.</summary>
    [Description("timeout of a call in seconds, including the whole answer")]
    [ResultInvariant]
    [Range(0.1, 3600.0)]
    [DefaultValue(120.0)]
    public double TimeoutSeconds { get; init; } = 120;

    /// <summary>How often a call is tried that fails in a way that may pass. Default 4; range 1 to 10.</summary>
    [Description("maximum number of attempts after temporary failures")]
    [ResultInvariant]
    [Range(1, 10)]
    [DefaultValue(4)]
    public int MaxAttempts { get; init; } = 4;

    /// <summary>Seconds before the second attempt; doubled before each further one, at most 60, unless the service says how long. Default 1;
    /// range 0 to 60.</summary>
    [Description("seconds before the second attempt, doubled before each further one")]
    [ResultInvariant]
    [Range(0.0, 60.0)]
    [DefaultValue(1.0)]
    public double RetrySeconds { get; init; } = 1;

    /// <summary>Tokens of one answer, at most, what the model reasons included; a longer one is cut and refused. Default 8,192; range 16 to 100,000.</summary>
    [Description("maximum number of tokens per answer, including reasoning; a longer one is cut off and refused")]
    [ResultInvariant]
    [Range(16, 100_000)]
    [DefaultValue(8192)]
    public int MaxAnswerTokens { get; init; } = 8192;

    /// <summary>The parameter that tells the service of <see cref="MaxAnswerTokens"/>. Default: the one that the service knows.</summary>
    [Description("parameter under which maxAnswerTokens is sent: auto finds the one that the service knows, none sends none")]
    [ResultInvariant]
    [DefaultValue(AnswerLimitParameter.Auto)]
    public AnswerLimitParameter AnswerLimit { get; init; }

    /// <summary>Whether answers are asked for piece by piece, so that they can be cut at any point; false for services that refuse it.</summary>
    [Description("stream answers, so that they can be cut off; false for services that refuse it")]
    [ResultInvariant]
    [DefaultValue(true)]
    public bool Stream { get; init; } = true;

    /// <summary>Tokens of all questions and answers, at most; 0 for no bound. A call that could exceed it is not made. Default 1,000,000.</summary>
    [Description("maximum number of tokens of all questions and answers; 0 for no limit")]
    [ResultInvariant]
    [Range(0, int.MaxValue)]
    [DefaultValue(1_000_000)]
    public int MaxTokens { get; init; } = 1_000_000;

    /// <summary>US dollars in all, at most, by the prices below; 0 for no bound. A call that could exceed it is not made.</summary>
    [Description("maximum cost in US dollars, by the two prices; 0 for no limit")]
    [ResultInvariant]
    [Range(0.0, 1e9)]
    [DefaultValue(0.0)]
    public double MaxCostUsd { get; init; }

    /// <summary>Price in US dollars per million tokens of questions.</summary>
    [Description("price in US dollars per million tokens of questions")]
    [ResultInvariant]
    [Range(0.0, 1e6)]
    [DefaultValue(0.0)]
    public double InputPriceUsd { get; init; }

    /// <summary>Price in US dollars per million tokens of answers.</summary>
    [Description("price in US dollars per million tokens of answers")]
    [ResultInvariant]
    [Range(0.0, 1e6)]
    [DefaultValue(0.0)]
    public double OutputPriceUsd { get; init; }
}
