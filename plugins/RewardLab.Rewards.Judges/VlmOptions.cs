using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges;

/// <summary>Options of the reward "vlm".</summary>
public sealed record VlmOptions
{
    /// <summary>The default of <see cref="Endpoint"/>.</summary>
    public const string DefaultEndpoint = "https://api.openai.com/v1";

    /// <summary>Address of a service with OpenAI's interface: OpenAI, vLLM, SGLang, llama.cpp, Ollama. Without user name, password, query or
    /// fragment.</summary>
    [Description("URL of a service with OpenAI's interface, such as http://localhost:8000/v1 for vLLM")]
    [DefaultValue(DefaultEndpoint)]
    public string Endpoint { get; init; } = DefaultEndpoint;

    /// <summary>A model that takes images, by the service's name for it. It must be given: models differ in what they recognise and cost.</summary>
    [Description("name of a vision model at the service")]
    [Required]
    public string Model { get; init; } = "";

    /// <summary>Name of the environment variable that holds the key; empty to send none. The key itself is never an option.</summary>
    [Description("environment variable with the key; empty to send none")]
    [ResultInvariant]
    [DefaultValue("OPENAI_API_KEY")]
    public string KeyVariable { get; init; } = "OPENAI_API_KEY";

    /// <summary>How images are judged.</summary>
    [Description("vqascore asks one question per image and prompt, checklist several, pairwise compares two images for 'judge'")]
    [DefaultValue(JudgeMethod.Vqascore)]
    public JudgeMethod Method { get; init; }

    /// <summary>For services that give no log-probabilities: how many answers are sampled and counted; 0 reads log-probabilities. Range 0 to
    /// 1000.</summary>
    [Description("for services without log-probabilities: answers to sample and count; 0 reads log-probabilities")]
    [Range(0, 1000)]
    [DefaultValue(0)]
    public int Samples { get; init; }

    /// <summary>How the answers to a checklist become a score.</summary>
    [Description("how the answers of a checklist are combined: product or mean")]
    [DefaultValue(ChecklistCombination.Product)]
    public ChecklistCombination Combine { get; init; }

    /// <summary>YAML file with checklists of prompts; empty lets a language model write them.</summary>
    [Description("YAML file with the checklist of each prompt; empty lets a language model write them")]
    [PathOption]
    [DefaultValue("")]
    public string Checklists { get; init; } = "";

    /// <summary>The model at the same service that writes checklists; empty for <see cref="Model"/>.</summary>
    [Description("model at the service that writes checklists; empty for the same model")]
    [DefaultValue("")]
    public string WriterModel { get; init; } = "";

    /// <summary>YAML file with question templates of yours; empty for those that come along.</summary>
    [Description("YAML file with your own question templates, in the layout of the plugin's questions.yaml")]
    [PathOption]
    [DefaultValue("")]
    public string Templates { get; init; } = "";

    /// <summary>The probability that yes and no together must have; an answer with less is an error. Default 0.01; range 0 to 1.</summary>
    [Description("minimum probability of yes and no together; an answer with less is an error, not a score")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.01)]
    public double MinAnswerProbability { get; init; } = 0.01;

    /// <summary>Sampling temperature, 0 to 2. Empty leaves it to the service; samples need more than 0.</summary>
    [Description("sampling temperature; empty leaves it to the service; samples need more than 0")]
    [Range(0.0, 2.0)]
    [DefaultValue(0.0)]
    public double? Temperature { get; init; } = 0;

    /// <summary>Seed of the service's sampling, where it knows one; sample i is asked with this plus i. Empty sends none.</summary>
    [Description("seed of sampling, if the service supports it, plus the sample's index; empty sends none")]
    [DefaultValue(0L)]
    public long? Seed { get; init; } = 0;

    /// <summary>Tokens of one answer, at most; 0 for 1 with log-probabilities and 16 with samples. Range 0 to 10,000.</summary>
    [Description("maximum number of tokens per answer; 0 for 1 with log-probabilities and 16 with samples")]
    [Range(0, 10_000)]
    [DefaultValue(0)]
    public int MaxAnswerTokens { get; init; }

    /// <summary>How many of the most probable first tokens are asked for. Default 20, which is the most that OpenAI gives; range 2 to 100.</summary>
    [Description("number of most probable tokens to ask for")]
    [Range(2, 100)]
    [DefaultValue(20)]
    public int TopLogprobs { get; init; } = 20;

    /// <summary>The detail in which the model reads the image, in the service's words, such as low or high; empty sends nothing.</summary>
    [Description("detail of images in the service's terms, such as low or high; empty sends none")]
    [RegularExpression("[A-Za-z0-9_-]{0,40}")]
    [DefaultValue("")]
    public string Detail { get; init; } = "";

    /// <summary>How often a call is tried that fails in a way that may pass. Default 4; range 1 to 10.</summary>
    [Description("maximum number of attempts after temporary failures")]
    [ResultInvariant]
    [Range(1, 10)]
    [DefaultValue(4)]
    public int MaxAttempts { get; init; } = 4;

    /// <summary>Calls under way at a time. Default 8; range 1 to 256.</summary>
    [Description("maximum number of concurrent calls")]
    [ResultInvariant]
    [Range(1, 256)]
    [DefaultValue(8)]
    public int MaxParallel { get; init; } = 8;

    /// <summary>Seconds until a call counts as lost, whole answer included. Default 120; range 0.1 to 3600.</summary>
    [Description("timeout of a call in seconds, including the whole answer")]
    [ResultInvariant]
    [Range(0.1, 3600.0)]
    [DefaultValue(120.0)]
    public double TimeoutSeconds { get; init; } = 120;

    /// <summary>Only answers that are cached; no connection is opened.</summary>
    [Description("use cached answers only; no connection is opened")]
    [ResultInvariant]
    [DefaultValue(false)]
    public bool Offline { get; init; }

    /// <summary>Seconds before the second attempt; doubled before each further one, at most 60, unless the service says how long. Default 1;
    /// range 0 to 60.</summary>
    [Description("seconds before the second attempt, doubled before each further one")]
    [ResultInvariant]
    [Range(0.0, 60.0)]
    [DefaultValue(1.0)]
    public double RetrySeconds { get; init; } = 1;

    /// <summary>Calls in all, at most; 0 for no limit.</summary>
    [Description("maximum number of calls; 0 for no limit")]
    [ResultInvariant]
    [Range(0, int.MaxValue)]
    [DefaultValue(0)]
    public int MaxCalls { get; init; }

    /// <summary>Tokens of all questions and answers, at most; 0 for no limit. A call that could exceed it is not made. Default 10,000,000.</summary>
    [Description("maximum number of tokens of all questions and answers; 0 for no limit")]
    [ResultInvariant]
    [Range(0, int.MaxValue)]
    [DefaultValue(10_000_000)]
    public int MaxTokens { get; init; } = 10_000_000;

    /// <summary>US dollars in all, at most, by the price table; 0 for no limit. A call that could exceed it is not made.</summary>
    [Description("maximum cost in US dollars, by the price table; 0 for no limit")]
    [ResultInvariant]
    [Range(0.0, 1e9)]
    [DefaultValue(0.0)]
    public double MaxCostUsd { get; init; }

    /// <summary>YAML file with prices of models; empty for the one that comes along.</summary>
    [Description("YAML file with prices per million tokens, in the layout of the plugin's prices.yaml")]
    [ResultInvariant]
    [PathOption]
    [DefaultValue("")]
    public string Prices { get; init; } = "";

    /// <summary>The limit of tokens per answer that is sent.</summary>
    internal int AnswerTokens => MaxAnswerTokens > 0 ? MaxAnswerTokens : Samples > 0 ? 16 : 1;
}
