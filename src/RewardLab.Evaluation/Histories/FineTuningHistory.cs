using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RewardLab.Evaluation.Histories;

/// <summary>What a fine-tuning leaves behind in NAME/history.json: its evaluations, its epochs, and how it ended.</summary>
/// <param name="Name">The fine-tuning's name.</param>
/// <param name="Prompts">The number of the prompt of each held-out image, [images].</param>
/// <param name="Evaluations">The evaluations, the base's first.</param>
public sealed record FineTuningHistory(string Name, IReadOnlyList<int> Prompts, IReadOnlyList<HeldOutEvaluation> Evaluations)
{
    /// <summary>The file's name, in the fine-tuning's folder of the run.</summary>
    public const string FileName = "history.json";

    // Keys of the first version, and today's.
    private static readonly (string Former, string Now)[] FormerKeys = [("looks", "evaluations")];
    private static readonly (string Former, string Now)[] FormerEvaluationKeys = [("judges", "heldOut")];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The epoch whose checkpoint was chosen; 0 for the base.</summary>
    public int Chosen { get; init; }

    /// <summary>Whether the chosen checkpoint beats the base.</summary>
    public bool BeatsBase { get; init; }

    /// <summary>Whether an adapter was delivered.</summary>
    public bool IsDelivered { get; init; }

    /// <summary>What was chosen and why, one sentence; empty where it is not noted.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Whether the alarm was raised or could have been; null where it is not noted.</summary>
    public HistoryAlarm? Alarm { get; init; }

    /// <summary>Epochs at which the alarm was raised.</summary>
    public IReadOnlyList<int> Alarms { get; init; } = [];

    /// <summary>Epochs whose evaluation found the model collapsed.</summary>
    public IReadOnlyList<int> Collapses { get; init; } = [];

    /// <summary>What the user was told.</summary>
    public IReadOnlyList<HistoryFinding> Findings { get; init; } = [];

    /// <summary>What each epoch measured.</summary>
    public IReadOnlyList<HistoryEpoch> Epochs { get; init; } = [];

    /// <summary>Writes the history as JSON.</summary>
    /// <param name="stream">Gets the JSON.</param>
    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, Json);

    /// <summary>Reads a history of this version or the first.</summary>
    /// <param name="json">The file's text.</param>
    /// <exception cref="JsonException">It is no history: what is wrong or missing.</exception>
    public static FineTuningHistory Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var node = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("no object");
        Rename(node, FormerKeys);
        foreach (var evaluation in node["evaluations"] is JsonArray evaluations ? evaluations.OfType<JsonObject>() : [])
        {
            Rename(evaluation, FormerEvaluationKeys);
        }

        return node.Deserialize<FineTuningHistory>(Json) is { Name: not null, Prompts: not null, Evaluations: not null } history
            && history.Evaluations.All(evaluation => evaluation is { Proxy: not null, HeldOut: not null })
            ? history
            : throw new JsonException("name, prompts or evaluations are missing.");
    }

    private static void Rename(JsonObject node, (string Former, string Now)[] keys)
    {
        foreach (var (former, now) in keys)
        {
            if (!node.ContainsKey(now) && node.Remove(former, out var value))
            {
                node[now] = value;
            }
        }
    }
}
